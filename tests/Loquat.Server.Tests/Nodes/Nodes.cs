using Loquat.Testing;

namespace Loquat.Server.Tests.Nodes;

/// <summary>Several real servers on one PostgreSQL.</summary>
public sealed class Nodes : IAsyncDisposable
{
    private readonly List<LoquatServer> _servers = [];

    private Nodes(string connectionString) => ConnectionString = connectionString;

    public string ConnectionString { get; }

    public LoquatServer this[int index] => _servers[index];

    public IReadOnlyList<LoquatServer> All => _servers;

    public static async Task<Nodes> StartAsync(PostgresServer postgres, int count, params (string Key, string Value)[] settings)
    {
        var nodes = new Nodes(await postgres.CreateDatabaseAsync());
        for (var i = 0; i < count; i++)
            nodes._servers.Add(await LoquatServer.StartAsync(nodes.ConnectionString, settings: settings));
        return nodes;
    }

    /// <summary>Stops one as an operator would; the others move up.</summary>
    public async Task StopAsync(int index)
    {
        var server = _servers[index];
        _servers.RemoveAt(index);
        await server.DisposeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
            await server.DisposeAsync();
    }
}

/// <summary>Two nodes for all tests of a class. They never look for what they are not told of.</summary>
public sealed class TwoNodes(PostgresServer postgres) : IAsyncLifetime
{
    private Nodes? _nodes;

    public LoquatServer A => _nodes![0];

    public LoquatServer B => _nodes![1];

    public async ValueTask InitializeAsync() =>
        _nodes = await Nodes.StartAsync(postgres, 2, ("Nodes:SweepInterval", "00:10:00"));

    public ValueTask DisposeAsync() => _nodes!.DisposeAsync();
}
