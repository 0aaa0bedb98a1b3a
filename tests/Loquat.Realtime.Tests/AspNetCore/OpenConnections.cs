using System.Diagnostics.Metrics;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>Kestrel's own count of its connections, to wait for the end of the last one: by then nothing of ours runs for it any more.</summary>
internal sealed class OpenConnections : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private long _count;
    private TaskCompletionSource? _none;

    /// <param name="meters">Of the one server that is meant: others run at the same time.</param>
    public OpenConnections(IMeterFactory meters)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument.Name == "kestrel.active_connections" && ReferenceEquals(instrument.Meter.Scope, meters))
                listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<long>((_, change, _, _) => Add(change));
        _listener.Start();
    }

    public Task WhenNoneAsync()
    {
        lock (_gate)
        {
            return _count == 0
                ? Task.CompletedTask
                : (_none ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task.Within("the last connection ends");
        }
    }

    public void Dispose() => _listener.Dispose();

    private void Add(long change)
    {
        lock (_gate)
        {
            _count += change;
            if (_count == 0)
                _none?.TrySetResult();
        }
    }
}
