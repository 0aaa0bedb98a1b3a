using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Brings what logs have stored to their subscribers, in the order of the logs: nothing twice, nothing left out.</summary>
internal sealed class LogDelivery(Hub hub, IReadOnlyList<IChannelLog> logs, SharedReads reads, Node node, TimeProvider time)
{
    /// <summary>Who comes back after a broken connection does so by then.</summary>
    private static readonly TimeSpan TailLife = TimeSpan.FromMinutes(2);

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    public void Deliver(string name, Publication publication, string epoch)
    {
        node.Metrics.Published();
        if (hub.Find(name) is not { } channel)
            return;

        if (publication.Offset == 1)
            publication = publication with { Epoch = epoch };
        if (channel.Deliver(publication, epoch) is not { } after)
            return;

        node.Metrics.GapFound();
        node.Logger.LogGapFound(name, publication.Offset);
        // Once for the channel, and not in the time of whoever announces.
        Fill(channel, after);
    }

    /// <summary>A log has grown up to <paramref name="top"/>, on another node: what is missing here is read.</summary>
    public void Wake(string name, StreamPosition top)
    {
        if (hub.Find(name) is { } channel && channel.Wake(top) is { } after)
            Fill(channel, after);
    }

    /// <summary>Asks the logs for the tops of all their channels with subscribers here, in one question each, and reads what is missing.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        foreach (var log in logs)
        {
            var names = hub.Channels.Select(channel => channel.Name).Where(log.Owns).ToList();
            if (names.Count == 0)
                continue;

            foreach (var (name, top) in await log.ReadTopsAsync(names, cancellationToken))
                Wake(name, top);
        }
    }

    /// <summary>Lets go of what was kept for those who come back, in channels where nothing happens any more.</summary>
    public Task ForgetTailsAsync()
    {
        foreach (var channel in hub.Channels)
            channel.ForgetTail(node.Wheel.Now - (long)TailLife.TotalMilliseconds);
        return Task.CompletedTask;
    }

    private void Fill(Channel channel, StreamPosition after)
    {
        var log = logs.FirstOrDefault(log => log.Owns(channel.Name)) ?? throw new ArgumentException($"No log owns {channel.Name}.", nameof(channel));
        node.Background.Run(() => FillAsync(log, channel, after));
    }

    private async Task FillAsync(IChannelLog log, Channel channel, StreamPosition after)
    {
        StreamPosition? next = after;
        var hasFailed = false;
        while (next is { } position && channel.Count > 0)
        {
            try
            {
                var page = await reads.ReadAsync(log, channel.Name, position.Offset, node.Options.RecoveryLimit, node.Stopping);
                next = channel.Fill(page ?? new LogPage([], position));
            }
            catch (Exception fault) when (!node.Stopping.IsCancellationRequested)
            {
                if (!hasFailed)
                    node.Logger.LogReadFailed(fault, channel.Name);
                hasFailed = true;
                await Task.Delay(RetryDelay, time, node.Stopping);
            }
        }
    }
}
