using System.Diagnostics.Metrics;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.Metrics;

/// <summary>Listens to instruments, and writes what they have measured as Prometheus reads it (text format 0.0.4).</summary>
internal sealed class PrometheusExporter : IDisposable
{
    private readonly PrometheusOptions _options;
    private readonly MeterListener _listener = new();

    // Guards the list, and keeps two readers from observing at once.
    private readonly Lock _gate = new();
    private readonly List<InstrumentSeries> _instruments = [];

    public PrometheusExporter(IOptions<PrometheusOptions> options)
    {
        _options = options.Value;
        _listener.InstrumentPublished = OnPublished;
        _listener.SetMeasurementEventCallback<byte>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<short>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<int>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<long>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<float>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => Record(value, tags, state));
        _listener.SetMeasurementEventCallback<decimal>(static (_, value, tags, state) => Record((double)value, tags, state));
    }

    public void Start() => _listener.Start();

    public string Write()
    {
        lock (_gate)
        {
            _listener.RecordObservableInstruments();
            var text = new PrometheusText();
            // Several meters may have an instrument of one name: to Prometheus they are one family.
            foreach (var family in _instruments.GroupBy(instrument => instrument.Family.Name).OrderBy(family => family.Key, StringComparer.Ordinal))
                text.Write([.. family]);
            return text.ToString();
        }
    }

    public void Dispose() => _listener.Dispose();

    private void OnPublished(Instrument instrument, MeterListener listener)
    {
        if (!_options.Meters.Any(name => instrument.Meter.Name.StartsWith(name, StringComparison.Ordinal)))
            return;

        var series = new InstrumentSeries(instrument, _options.MaxSeries);
        lock (_gate)
            _instruments.Add(series);
        listener.EnableMeasurementEvents(instrument, series);
    }

    private static void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags, object? state) =>
        ((InstrumentSeries)state!).Record(value, tags);
}
