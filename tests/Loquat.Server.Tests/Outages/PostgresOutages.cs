using Loquat.Server.Tests.Nodes;
using Loquat.Testing;
using Npgsql;

namespace Loquat.Server.Tests.Outages;

/// <summary>PostgreSQL is stopped, and started again.</summary>
public sealed class PostgresAway : PostgresOutage
{
    protected override bool CanRead => false;

    protected override Task BreakAsync() => Postgres.StopAsync();

    protected override async Task HealAsync()
    {
        using var events = LogEvents.Of(Server);
        await Postgres.StartAsync();
        await events.WhenWritten(ListeningHealed);
    }
}

/// <summary>PostgreSQL takes no writes: it has become a standby, or its operator said so.</summary>
public sealed class PostgresReadOnly : PostgresOutage
{
    protected override bool CanRead => true;

    protected override Task BreakAsync() => SayAsync("ON");

    protected override Task HealAsync() => SayAsync("OFF");

    // Sessions that are there already would not hear of it.
    private async Task SayAsync(string isReadOnly)
    {
        using var events = LogEvents.Of(Server);
        var database = new NpgsqlConnectionStringBuilder(ConnectionString).Database;
        var elsewhere = new NpgsqlConnectionStringBuilder(ConnectionString) { Database = "postgres", Pooling = false };
        await using var connection = new NpgsqlConnection(elsewhere.ToString());
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = $"""
            ALTER DATABASE "{database}" SET default_transaction_read_only = {isReadOnly};
            SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity WHERE datname = '{database}';
            """;
        await command.ExecuteNonQueryAsync(Stop);
        await events.WhenWritten(ListeningHealed);
    }
}

/// <summary>A PostgreSQL of its own, since what happens to it would happen to every other test.</summary>
public abstract class PostgresOutage : OutageStories
{
    /// <summary>The node hears the others again; until then it is not ready.</summary>
    protected const int ListeningHealed = 6001;

    protected PostgresServer Postgres { get; } = PostgresServer.Own();

    protected string ConnectionString { get; private set; } = "";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        await Postgres.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected override async Task PrepareAsync() => ConnectionString = await Postgres.CreateDatabaseAsync();

    protected override Task<LoquatServer> StartAsync() => LoquatServer.StartAsync(ConnectionString, settings:
    [
        ("Chat:DatabaseTimeout", "00:00:01"), ("Logging:LogLevel:Loquat.Realtime.Postgres", "Information"),
    ]);
}
