using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Brings what logs have stored to their subscribers, in the order of the logs: nothing twice, nothing left out.</summary>
internal sealed class LogDelivery(Hub hub, IReadOnlyList<IChannelLog> logs, Node node, TimeProvider time)
{
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
        var log = logs.FirstOrDefault(log => log.Owns(name)) ?? throw new ArgumentException($"No log owns {name}.", nameof(name));
        // Once for the channel, and not in the time of whoever announces.
        node.Background.Run(() => FillAsync(log, channel, after));
    }

    private async Task FillAsync(IChannelLog log, Channel channel, StreamPosition after)
    {
        StreamPosition? next = after;
        while (next is { } position && channel.Count > 0)
        {
            try
            {
                var page = await ChannelHistory.ReadAsync(log, channel.Name, position.Offset, node.Options.RecoveryLimit, node.Stopping);
                next = channel.Fill(page ?? new LogPage([], position));
            }
            catch (Exception fault) when (!node.Stopping.IsCancellationRequested)
            {
                node.Logger.LogReadFailed(fault, channel.Name);
                await Task.Delay(RetryDelay, time, node.Stopping);
            }
        }
    }
}
