namespace Loquat.Realtime;

/// <summary>
/// Compares silent positioned channels with their streams (section 12): finds what was lost on the way when nothing comes after it that
/// would show the gap. One read for each channel, however many subscribers it has. Logs are left out: whoever owns one delivers from it.
/// </summary>
internal sealed class PositionCheck(Hub hub, ChannelRules rules, ChannelHistory history, Node node)
{
    private readonly long _delay = (long)node.Options.PositionCheckDelay.TotalMilliseconds;

    public async Task CheckAsync()
    {
        foreach (var channel in hub.Channels)
        {
            if (node.Wheel.Now - channel.ConfirmedAt >= _delay && channel.HasPositioned())
                await CheckAsync(channel);
        }
    }

    private async Task CheckAsync(Channel channel)
    {
        if (rules.Resolve(channel.Name, out var policy) is not null || policy.Log is not null)
            return;

        try
        {
            var read = await history.ReadAfterAsync(channel.Name, policy, 0, 0, node.Stopping);
            // Who is behind may have the rest on its way from another node: only who is still behind by the next look has missed it.
            if (channel.CheckPositions(read!.Top))
                channel.ConfirmedAt = node.Wheel.Now;
        }
        catch (Exception fault) when (!node.Stopping.IsCancellationRequested)
        {
            node.Logger.PositionCheckFailed(fault, channel.Name);
        }
    }
}
