using Npgsql;

namespace Loquat.Benchmarks.Reconnecting;

/// <summary>What the database was asked, as it has counted itself (pg_stat_statements).</summary>
internal sealed class Statements(string connectionString)
{
    /// <summary>What the server is to be started with.</summary>
    public static readonly string[] Settings = ["shared_preload_libraries=pg_stat_statements", "pg_stat_statements.track_utility=off"];

    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false }.ToString();

    public Task InstallAsync() => DoAsync("CREATE EXTENSION pg_stat_statements");

    public Task ForgetAsync() => DoAsync("SELECT pg_stat_statements_reset()");

    /// <summary>How often each was run since then.</summary>
    public async Task<IReadOnlyDictionary<string, long>> CountAsync()
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT query, sum(calls)::bigint FROM pg_stat_statements WHERE query NOT LIKE '%pg_stat_%' GROUP BY query", connection);
        await using var rows = await command.ExecuteReaderAsync();
        var counts = new Dictionary<string, long>();
        while (await rows.ReadAsync())
            counts[rows.GetString(0)] = rows.GetInt64(1);
        return counts;
    }

    private async Task DoAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_connectionString);
        await connection.OpenAsync();
#pragma warning disable CA2100 // Written above.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync();
    }
}
