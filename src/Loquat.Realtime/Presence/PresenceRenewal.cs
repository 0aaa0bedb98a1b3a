namespace Loquat.Realtime;

/// <summary>
/// Says again and again who is in the channels of this node, to a presence that would forget them otherwise: what a node that has died left
/// behind goes away by itself.
/// </summary>
internal sealed class PresenceRenewal(Hub hub, IPresence presence, Node node)
{
    // What one call says.
    private const int Portion = 500;

    public async Task RenewAsync()
    {
        try
        {
            foreach (var portion in hub.Channels.SelectMany(channel => channel.Present()).Chunk(Portion))
                await RenewAsync(portion);
        }
        catch (Exception fault) when (!node.Stopping.IsCancellationRequested)
        {
            node.Logger.PresenceRenewalFailed(fault);
        }
    }

    private async Task RenewAsync(Subscription[] subscriptions)
    {
        await presence.RenewAsync([.. subscriptions.Select(one => new PresenceEntry(one.Channel, one.Info))], node.Stopping);
        foreach (var ended in subscriptions.Where(one => one.Life != SubscriptionLife.Live))
        {
            // It may have been taken out before it was said to be in.
            await presence.RemoveAsync(ended.Channel, ended.Session.Id, node.Stopping);
        }
    }
}
