using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>
/// Brings the subscriptions of one session to the ends of their logs, page by page and in turn, no faster than its client reads. So a client
/// recovers from any position, and what waits for it on the server is never more than a part of what may.
/// </summary>
internal sealed class Backlog(Session session, SharedReads logs, Node node)
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly Queue<(Subscription Subscription, IChannelLog Log)> _behind = new();
    private bool _running;
    private bool _hasFailed;

    /// <summary>Returns at once; the subscription is live when it has all, unless it ends before.</summary>
    public void Add(Subscription subscription, IChannelLog log)
    {
        lock (_gate)
        {
            _behind.Enqueue((subscription, log));
            if (_running)
                return;

            _running = true;
        }
        node.Background.Run(RunAsync);
    }

    private async Task RunAsync()
    {
        while (Next() is var (subscription, log))
        {
            await session.RoomAsync().WaitAsync(node.Stopping);
            if (!session.IsClosing && await AdvanceAsync(subscription, log))
                Add(subscription, log);
        }
    }

    private (Subscription Subscription, IChannelLog Log)? Next()
    {
        lock (_gate)
        {
            _running = _behind.TryDequeue(out var next);
            return _running ? next : null;
        }
    }

    /// <summary>True if it is still behind.</summary>
    private async Task<bool> AdvanceAsync(Subscription subscription, IChannelLog log)
    {
        var place = subscription.Place!;
        try
        {
            var after = subscription.Position.Offset;
            var page = place.Recall(after, node.Options.RecoveryLimit)
                ?? await logs.ReadAsync(log, subscription.Channel, after, node.Options.RecoveryLimit, node.Stopping)
                ?? new LogPage([], StreamPosition.Start);
            _hasFailed = false;
            return place.CatchUp(subscription, page, Math.Max(session.Room, 1));
        }
        catch (Exception fault) when (!node.Stopping.IsCancellationRequested)
        {
            if (!_hasFailed)
                node.Logger.LogReadFailed(fault, subscription.Channel);
            _hasFailed = true;
            await Task.Delay(RetryDelay, node.Time, node.Stopping);
            return true;
        }
    }
}
