using Loquat.Realtime.Postgres.Wire;

namespace Loquat.Realtime.Postgres;

/// <summary>The other nodes on the same PostgreSQL.</summary>
public sealed class PostgresNodes(PostgresBackplane backplane) : INodes
{
    /// <inheritdoc/>
    public IReadOnlyCollection<NodeInfo> Others => backplane.Registry.Others;

    /// <inheritdoc/>
    public void Attach(INodesSink sink)
    {
        backplane.Registry.Describe(sink.Describe);
        backplane.OnItem(item =>
        {
            if (item is Item.Called called)
                sink.OnCall(called.Call);
        });
    }

    /// <inheritdoc/>
    public void Tell(NodeCall call) => backplane.Send(new Item.Called(call));
}
