using System.Data.Common;
using Loquat.Chat;
using Loquat.Testing;
using Npgsql;

namespace Loquat.Faults.Databases;

/// <summary>A PostgreSQL of the run's own.</summary>
internal sealed class PostgresDatabase : IDatabase
{
    private readonly PostgresServer _server;
    private readonly NpgsqlConnectionStringBuilder _address;

    private PostgresDatabase(PostgresServer server, string connectionString, string filesFolder)
    {
        FilesFolder = filesFolder;
        _server = server;
        _address = new NpgsqlConnectionStringBuilder(connectionString);
    }

    public int? Port => _address.Port;

    public SmallDisk? Disk => null;

    public SemaphoreSlim Turn { get; } = new(1);

    public string FilesFolder { get; }

    /// <param name="filesFolder">For all nodes.</param>
    public static async Task<PostgresDatabase> CreateAsync(string filesFolder)
    {
        var server = PostgresServer.Own();
        try
        {
            return new PostgresDatabase(server, await server.CreateDatabaseAsync(), filesFolder);
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public void Configure(ChatOptions options) => options.ConnectionString = _address.ToString();

    public IReadOnlyDictionary<string, string> SettingsFor(int? port)
    {
        var address = new NpgsqlConnectionStringBuilder(_address.ToString()) { Port = port ?? _address.Port };
        return new Dictionary<string, string> { ["ConnectionStrings__Chat"] = address.ToString(), ["Files__Folder"] = FilesFolder };
    }

    public async Task<DbConnection> OpenAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_address.ToString()) { Pooling = false }.ToString());
        await connection.OpenAsync();
        return connection;
    }

    public Task KillAsync() => _server.KillAsync();

    public async Task ReviveAsync()
    {
        if (!_server.IsRunning)
            await _server.StartAsync();
    }

    /// <summary>Ends the connections on which nodes wait to be woken, or any others. Says how many it ended.</summary>
    public async Task<long> EndConnectionsAsync(bool areListening)
    {
        await using var connection = await OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = areListening
            ? "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'LISTEN%') ended"
            : "SELECT count(*) FROM (SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()) ended";
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        Turn.Dispose();
    }
}
