namespace Loquat.Chat.Maintenance;

/// <summary>The last number that a database gave to a row. It goes along with the rows: a number is never given twice, even where its row is gone.</summary>
internal static class Counters
{
    public static async Task CopyAsync(Store from, Store to, CancellationToken cancellationToken)
    {
        foreach (var table in to.Tables)
        {
            if (table.Counted is { } column && await ReadAsync(from, table.Name, column, cancellationToken) is { } last)
                await WriteAsync(to, table.Name, column, last, cancellationToken);
        }
    }

    /// <summary>Null if none was ever given.</summary>
    private static async Task<long?> ReadAsync(Store store, string table, string column, CancellationToken cancellationToken)
    {
        var given = await store.ScalarAsync(
            store.IsPostgres
                ? $"SELECT pg_sequence_last_value(pg_get_serial_sequence('\"{table}\"', '{column}')::regclass)"
                : $"SELECT seq FROM sqlite_sequence WHERE name = '{table}'",
            cancellationToken);
        var used = await store.ScalarAsync($"SELECT max(\"{column}\") FROM \"{table}\"", cancellationToken);
        return (long?)given is { } counted && (long?)used is { } highest ? Math.Max(counted, highest) : (long?)given ?? (long?)used;
    }

    private static Task WriteAsync(Store store, string table, string column, long last, CancellationToken cancellationToken) => store.ExecuteAsync(
        store.IsPostgres
            ? $"SELECT setval(pg_get_serial_sequence('\"{table}\"', '{column}'), {last})"
            : $"DELETE FROM sqlite_sequence WHERE name = '{table}'; INSERT INTO sqlite_sequence (name, seq) VALUES ('{table}', {last})",
        cancellationToken);
}
