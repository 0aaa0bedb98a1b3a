using Loquat.Realtime.Postgres;
using Loquat.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loquat.Realtime.Tests.Postgres;

/// <summary>One node's backplane with a clock of its own, without an engine around it. It shows signs of life only when told to.</summary>
internal sealed class TestNode : IAsyncDisposable
{
    /// <summary>A test beats by hand: a clock that it moves must not set off what it cannot await.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromDays(40);

    private TestNode(string connectionString)
    {
        Backplane = new PostgresBackplane(
            new BackplaneOptions { ConnectionString = connectionString, Heartbeat = Never }, Clock, NullLogger<PostgresBackplane>.Instance);
        Broker = new PostgresBroker(Backplane);
        Presence = new PostgresPresence(Backplane);
        Nodes = new PostgresNodes(Backplane);
    }

    public ManualClock Clock { get; } = new();

    public PostgresBackplane Backplane { get; }

    public PostgresBroker Broker { get; }

    public PostgresPresence Presence { get; }

    public PostgresNodes Nodes { get; }

    public static async Task<TestNode> StartAsync(string connectionString)
    {
        var node = new TestNode(connectionString);
        await node.Backplane.StartAsync(CancellationToken.None).Within("the backplane starts");
        return node;
    }

    public ValueTask DisposeAsync() => Backplane.DisposeAsync();
}
