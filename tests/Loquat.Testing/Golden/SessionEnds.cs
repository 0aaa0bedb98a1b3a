using System.Diagnostics.Metrics;

namespace Loquat.Testing.Golden;

/// <summary>Notices that a server has fewer sessions than it had, all they left behind cleared away.</summary>
internal sealed class SessionEnds : IDisposable
{
    private readonly MeterListener _listener = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public SessionEnds(IGoldenServer server)
    {
        var before = server.SessionCount;
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (instrument is { Meter.Name: "Loquat.Realtime", Name: "loquat.session.closed" })
                listener.EnableMeasurementEvents(instrument);
        };
        // Every engine of this process is heard, so what counts is looked at.
        _listener.SetMeasurementEventCallback<long>((_, _, _, _) =>
        {
            if (server.SessionCount < before)
                _ended.TrySetResult();
        });
        _listener.Start();
    }

    public Task Ended => _ended.Task;

    public void Dispose() => _listener.Dispose();
}
