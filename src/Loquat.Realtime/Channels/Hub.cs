using System.Collections.Concurrent;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Which channels have subscribers on this node. A channel exists from its first subscriber to its last.</summary>
internal sealed class Hub(Metrics metrics, TimerWheel wheel, ChannelWatch watch) : IBrokerSink
{
    private readonly ConcurrentDictionary<string, Channel> _channels = new();
    private readonly TailMemory _tails = new();
    private long _opened;

    public int Count => _channels.Count;

    public IEnumerable<Channel> Channels => _channels.Select(pair => pair.Value);

    public Channel? Find(string channel) => _channels.GetValueOrDefault(channel);

    public Channel Add(Subscription subscription)
    {
        while (true)
        {
            var channel = _channels.GetOrAdd(subscription.Channel, static (name, hub) => hub.Open(name), this);
            if (channel.TryAdd(subscription))
                return channel;
            _channels.TryRemove(new(subscription.Channel, channel));
        }
    }

    public void Remove(Channel channel, Subscription subscription)
    {
        if (channel.Remove(subscription))
            _channels.TryRemove(new(channel.Name, channel));
    }

    public bool Wants(string channel) => _channels.ContainsKey(channel);

    public void OnPublication(string channel, Publication publication, string epoch, bool delta)
    {
        metrics.Published();
        if (Find(channel) is not { } live)
            return;

        live.ConfirmedAt = wheel.Now;
        metrics.Delivered(live.Broadcast(publication, epoch, delta));
    }

    public void OnJoin(string channel, ClientInfo info) => Find(channel)?.BroadcastPresence(new Push.Join(channel, info));

    public void OnLeave(string channel, ClientInfo info) => Find(channel)?.BroadcastPresence(new Push.Leave(channel, info));

    // A number is never used again: what is still on its way about a channel that is gone must not be taken for another's.
    private Channel Open(string name) =>
        new(name, Interlocked.Increment(ref _opened), watch.Wants(name) ? watch : null, new LogTail(_tails, wheel)) { ConfirmedAt = wheel.Now };
}
