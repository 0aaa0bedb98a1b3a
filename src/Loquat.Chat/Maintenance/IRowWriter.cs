using Microsoft.Data.Sqlite;
using Npgsql;

namespace Loquat.Chat.Maintenance;

/// <summary>Adds rows to a database. A batch is there as a whole or not at all.</summary>
internal interface IRowWriter
{
    Task WriteAsync(StoredTable table, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken);
}

internal sealed class SqliteRowWriter(SqliteConnection connection) : IRowWriter
{
    public async Task WriteAsync(StoredTable table, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        await using var transaction = connection.BeginTransaction();
        await using var insert = connection.CreateCommand();
#pragma warning disable CA2100 // Made of the model's own names.
        insert.CommandText = $"INSERT INTO \"{table.Name}\" ({table.ColumnList}) VALUES ({string.Join(", ", table.Columns.Select((_, i) => $"${i}"))})";
#pragma warning restore CA2100
        foreach (var (i, _) in table.Columns.Index())
            insert.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });

        foreach (var row in rows)
        {
            for (var i = 0; i < row.Length; i++)
                insert.Parameters[i].Value = row[i] ?? DBNull.Value;

            insert.ExecuteNonQuery();
        }

        await transaction.CommitAsync(cancellationToken);
    }
}

internal sealed class PostgresRowWriter(NpgsqlConnection connection) : IRowWriter
{
    public async Task WriteAsync(StoredTable table, IReadOnlyList<object?[]> rows, CancellationToken cancellationToken)
    {
        var types = table.Columns.Select(column => (column.Type, Store: column.StoreType.Split('(')[0])).ToArray();
        await using var import = await connection.BeginBinaryImportAsync(
            $"COPY \"{table.Name}\" ({table.ColumnList}) FROM STDIN (FORMAT BINARY)", cancellationToken);
        foreach (var row in rows)
        {
            await import.StartRowAsync(cancellationToken);
            for (var i = 0; i < row.Length; i++)
            {
                if (Row.As(types[i].Type, row[i]) is { } value)
                    await import.WriteAsync(value, types[i].Store, cancellationToken);
                else
                    await import.WriteNullAsync(cancellationToken);
            }
        }

        await import.CompleteAsync(cancellationToken);
    }
}
