using Loquat.Testing;

namespace Loquat.Server.Tests;

/// <summary>One demo server for all tests of a class: john, bill and their first thread, number 1.</summary>
public abstract class DemoServer : IAsyncLifetime
{
    private LoquatServer? _server;

    public LoquatServer Server => _server!;

    public async ValueTask InitializeAsync() => _server = await LoquatServer.StartAsync(await ConnectionStringAsync());

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await Server.DisposeAsync();
    }

    protected abstract Task<string?> ConnectionStringAsync();
}

public sealed class DemoOnSqlite : DemoServer
{
    protected override Task<string?> ConnectionStringAsync() => Task.FromResult<string?>(null);
}

public sealed class DemoOnPostgres(PostgresServer postgres) : DemoServer
{
    protected override async Task<string?> ConnectionStringAsync() => await postgres.CreateDatabaseAsync();
}
