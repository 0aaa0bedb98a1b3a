using System.Collections.Concurrent;
using Loquat.Protocol;
using Microsoft.Extensions.Logging;

namespace Loquat.Realtime;

/// <summary>
/// What is asked of a user's sessions wherever they are: done on this node when the call returns, on the others when they hear of it. A node that
/// is cut off does not hear; what must happen all the same needs a record that every node reads.
/// </summary>
public sealed class Cluster : INodesSink
{
    private readonly Engine _engine;
    private readonly INodes _nodes;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly long _started;
    private readonly OrderedCalls _calls;
    private readonly ConcurrentDictionary<string, Func<ReadOnlyMemory<byte>, Task>> _listeners = new();

    /// <summary>Attaches itself to the other nodes.</summary>
    public Cluster(Engine engine, INodes nodes, TimeProvider time, ILogger<Cluster> logger)
    {
        _engine = engine;
        _nodes = nodes;
        _time = time;
        _logger = logger;
        _started = time.GetTimestamp();
        _calls = new OrderedCalls(engine.RunInBackground);
        nodes.Attach(this);
    }

    /// <summary>This node and all others, as they last described themselves.</summary>
    public IReadOnlyList<NodeInfo> Nodes => [Describe(), .. _nodes.Others];

    /// <summary>Ends sessions, on every node.</summary>
    public void Disconnect(SessionTarget target, Disconnect disconnect)
    {
        _engine.Disconnect(target.User, disconnect, target.Means);
        _nodes.Tell(new NodeCall.Disconnect(target, disconnect));
    }

    /// <inheritdoc cref="Engine.SubscribeAsync"/>
    public async Task<ProtocolError?> SubscribeAsync(
        SessionTarget target, string channel, SubscribeOptions options, CancellationToken cancellationToken = default)
    {
        if (await _engine.SubscribeAsync(target.User, channel, options, target.Means, cancellationToken) is { } refusal)
            return refusal;

        _nodes.Tell(new NodeCall.Subscribe(target, channel, options));
        return null;
    }

    /// <inheritdoc cref="Engine.UnsubscribeAsync"/>
    public Task UnsubscribeAsync(SessionTarget target, string channel, CancellationToken cancellationToken = default)
    {
        _nodes.Tell(new NodeCall.Unsubscribe(target, channel));
        return _engine.UnsubscribeAsync(target.User, channel, target.Means, cancellationToken);
    }

    /// <inheritdoc cref="Engine.RefreshAsync"/>
    public Task RefreshAsync(SessionTarget target, RefreshAnswer answer, CancellationToken cancellationToken = default)
    {
        var extended = answer as RefreshAnswer.Extended;
        _nodes.Tell(new NodeCall.Refresh(target, extended is null, extended?.ExpireAt, extended?.Info ?? default));
        return _engine.RefreshAsync(target.User, answer, target.Means, cancellationToken);
    }

    /// <summary>Tells the other nodes something of the application's own: at most once, in order.</summary>
    public void Notify(string topic, ReadOnlyMemory<byte> data) => _nodes.Tell(new NodeCall.Notice(topic, data));

    /// <summary>Names who hears the notices of a topic that other nodes send. One for each topic, and one notice after another.</summary>
    public void Listen(string topic, Func<ReadOnlyMemory<byte>, Task> hear)
    {
        if (!_listeners.TryAdd(topic, hear))
            throw new ArgumentException($"Somebody listens to {topic} already.", nameof(topic));
    }

    void INodesSink.OnCall(NodeCall call) => _calls.Add(call.Order, () => RunAsync(call));

    /// <inheritdoc/>
    public NodeInfo Describe() => new(
        _engine.NodeId, Environment.MachineName, _engine.Version, _engine.SessionCount, _engine.UserCount, _engine.ChannelCount,
        _engine.SubscriptionCount, _time.GetElapsedTime(_started));

    private async Task RunAsync(NodeCall call)
    {
        switch (call)
        {
            case NodeCall.Disconnect(var target, var why):
                _engine.Disconnect(target.User, why, target.Means);
                break;
            case NodeCall.Subscribe(var target, var channel, var options):
                await _engine.SubscribeAsync(target.User, channel, options, target.Means);
                break;
            case NodeCall.Unsubscribe(var target, var channel):
                await _engine.UnsubscribeAsync(target.User, channel, target.Means);
                break;
            case NodeCall.Refresh refresh:
                RefreshAnswer answer = refresh.IsExpired ? new RefreshAnswer.Expired() : new RefreshAnswer.Extended(refresh.ExpireAt, refresh.Info);
                await _engine.RefreshAsync(refresh.Target.User, answer, refresh.Target.Means);
                break;
            case NodeCall.Notice(var topic, var data) when _listeners.TryGetValue(topic, out var hear):
                await hear(data);
                break;
            default:
                // A newer version beside us knows more calls; during a rolling restart that is no mistake.
                _logger.NodeCallUnknown(call.GetType().Name);
                break;
        }
    }
}
