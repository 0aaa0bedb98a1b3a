namespace Loquat.Realtime;

/// <summary>The other nodes that serve the same people. A process alone has none.</summary>
public interface INodes
{
    /// <summary>The other nodes as they last described themselves. A node that died is still among them for a while.</summary>
    IReadOnlyCollection<NodeInfo> Others { get; }

    /// <summary>Names the receiver of what other nodes ask. Called once.</summary>
    void Attach(INodesSink sink);

    /// <summary>Asks something of all other nodes: at most once, in the order of asking, without an answer. Returns at once.</summary>
    void Tell(NodeCall call);
}

/// <summary>What a node is to the others.</summary>
public interface INodesSink
{
    /// <summary>Returns quickly; calls come one after another, in the order in which each node made them.</summary>
    void OnCall(NodeCall call);

    /// <summary>This node, as the others are to know it.</summary>
    NodeInfo Describe();
}

/// <summary>What a node says of itself.</summary>
/// <param name="Id">New with each start; <see cref="Engine.NodeId"/>.</param>
/// <param name="Name">Of its machine.</param>
public sealed record NodeInfo(
    string Id, string Name, string Version, int Sessions, int Users, int Channels, int Subscriptions, TimeSpan Uptime);

/// <summary>A process alone.</summary>
public sealed class NoOtherNodes : INodes
{
    /// <inheritdoc/>
    public IReadOnlyCollection<NodeInfo> Others => [];

    /// <inheritdoc/>
    public void Attach(INodesSink sink)
    {
        // Nobody will call.
    }

    /// <inheritdoc/>
    public void Tell(NodeCall call)
    {
        // Nobody is there.
    }
}
