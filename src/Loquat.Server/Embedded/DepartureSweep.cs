using Loquat.Chat.Threads;

namespace Loquat.Server.Embedded;

/// <summary>
/// Finds who has left a thread that nobody here followed when it happened: a subscription that was let in just before begins after the departure in
/// the log, and would never read of it.
/// </summary>
internal sealed class DepartureSweep(Departures departures, IServiceScopeFactory scopes, TimeProvider time) : IDisposable
{
    /// <summary>Commits come later than the time they carry, clocks of two machines differ, and a node may have heard nothing for a while.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    private readonly SemaphoreSlim _looking = new(1);
    private DateTimeOffset _since = time.GetUtcNow();
    private HashSet<(long Thread, long Offset)> _seen = [];

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            var now = time.GetUtcNow();
            // A clock that was ahead, and has been set back, must not hide what happens until then.
            var since = (_since < now ? _since : now) - Overlap;
            await using var scope = scopes.CreateAsyncScope();
            var found = await scope.ServiceProvider.GetRequiredService<ListDepartures>().ExecuteAsync(since, cancellationToken);
            foreach (var departure in found.Where(departure => !_seen.Contains(Key(departure))))
                departures.Add(departure.ThreadId, departure.Event);

            _seen = [.. found.Select(Key)];
            _since = now;
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Dispose() => _looking.Dispose();

    private static (long, long) Key(LoggedDeparture departure) => (departure.ThreadId, departure.Event.Offset);
}
