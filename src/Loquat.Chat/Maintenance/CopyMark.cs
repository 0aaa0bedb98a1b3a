using System.Data.Common;
using Npgsql;

namespace Loquat.Chat.Maintenance;

/// <summary>
/// A row in a PostgreSQL that is being filled from another database: there from before the first copied row until all are there and have
/// been compared. It says whose copy this is, so that an interrupted one goes on and nobody takes it for a finished one.
/// </summary>
/// <param name="Command">The command to repeat.</param>
/// <param name="Source">Which database it copies.</param>
internal sealed record CopyMark(string Command, string Source)
{
    public const string Table = "loquat_copy";

    public string Explanation => $"This database holds an unfinished copy of another one. Finish it first: run `{Command}` again.";

    /// <summary>Null if nothing is unfinished.</summary>
    public static async Task<CopyMark?> ReadAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = $"SELECT to_regclass('{Table}') IS NOT NULL";
        if (!(bool)(await command.ExecuteScalarAsync(cancellationToken))!)
            return null;

        command.CommandText = $"SELECT command, source FROM {Table}";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        return await reader.ReadAsync(cancellationToken) ? new CopyMark(reader.GetString(0), reader.GetString(1)) : null;
    }

    public static Task RemoveAsync(Store store, CancellationToken cancellationToken) => store.ExecuteAsync($"DROP TABLE {Table}", cancellationToken);

    public async Task WriteAsync(Store store, CancellationToken cancellationToken)
    {
        await using var transaction = await store.Connection.BeginTransactionAsync(cancellationToken);
        await store.ExecuteAsync($"CREATE TABLE {Table} (command text NOT NULL, source text NOT NULL)", cancellationToken);
        await using var command = store.Command($"INSERT INTO {Table} VALUES ($1, $2)");
        command.Parameters.Add(new NpgsqlParameter { Value = Command });
        command.Parameters.Add(new NpgsqlParameter { Value = Source });
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
