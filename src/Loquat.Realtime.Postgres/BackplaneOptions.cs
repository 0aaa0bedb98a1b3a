namespace Loquat.Realtime.Postgres;

/// <summary>How nodes on one PostgreSQL keep in touch.</summary>
public sealed class BackplaneOptions
{
    /// <summary>Of the database that all nodes share.</summary>
    public required string ConnectionString { get; init; }

    /// <summary>Tells the nodes apart; new with each start.</summary>
    public string NodeId { get; init; } = Guid.NewGuid().ToString("N")[..16];

    /// <summary>How often a node says that it lives, describes itself, and checks that its notifications come back to it.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A node that was not heard of for this long is dead: its sessions' presence goes. At least two heartbeats.</summary>
    public TimeSpan NodeTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Connections of this node to the database, beside the one that listens.</summary>
    public int MaxConnections { get; init; } = 8;
}
