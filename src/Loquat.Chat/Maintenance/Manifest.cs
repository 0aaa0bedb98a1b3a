using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;

namespace Loquat.Chat.Maintenance;

/// <summary>
/// What a backup says about itself, in tables beside the chat's own: each table's rows with their hash, and the files of the data folder
/// that belong to the chat. It needs no model to be read: a backup of an older version still proves itself.
/// </summary>
internal static class Manifest
{
    private const string Create =
        """
        CREATE TABLE backup_tables (name TEXT PRIMARY KEY, columns TEXT NOT NULL, key TEXT NOT NULL, row_count INTEGER NOT NULL, hash TEXT NOT NULL);
        CREATE TABLE backup_files (path TEXT PRIMARY KEY, content BLOB NOT NULL, hash TEXT NOT NULL);
        CREATE TABLE backup_note (created INTEGER NOT NULL);
        """;

    private const string Drop = "DROP TABLE backup_tables; DROP TABLE backup_files; DROP TABLE backup_note;";

    public static async Task<IReadOnlyList<TableDigest>> WriteAsync(
        Store backup,
        DateTimeOffset created,
        IReadOnlyList<BackupFile> files,
        IProgress<CopyProgress>? progress,
        CancellationToken cancellationToken)
    {
        var (done, total) = (0L, await backup.CountAllAsync(cancellationToken));
        var digests = new List<TableDigest>();
        await backup.ExecuteAsync(Create, cancellationToken);
        foreach (var table in backup.Tables)
        {
            var digest = await TableDigest.OfAsync(backup, table, cancellationToken);
            digests.Add(digest);
            await InsertAsync(
                backup,
                "INSERT INTO backup_tables VALUES ($0, $1, $2, $3, $4)",
                [table.Name, table.ColumnList, StoredTable.Quoted(table.Key), digest.Rows, digest.Hash],
                cancellationToken);
            done += digest.Rows;
            progress?.Report(new CopyProgress(done, total));
        }

        foreach (var file in files)
        {
            await InsertAsync(
                backup, "INSERT INTO backup_files VALUES ($0, $1, $2)", [file.Path, file.Content, Convert.ToHexStringLower(SHA256.HashData(file.Content))], cancellationToken);
        }

        await InsertAsync(backup, "INSERT INTO backup_note VALUES ($0)", [created.ToUnixTimeMilliseconds()], cancellationToken);
        return digests;
    }

    public static Task RemoveAsync(Store backup, CancellationToken cancellationToken) => backup.ExecuteAsync(Drop, cancellationToken);

    /// <summary>Everything in which the content is not what the manifest says.</summary>
    public static async IAsyncEnumerable<Finding> CompareAsync(Store backup, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await backup.CountAsync("SELECT COUNT(*) FROM sqlite_master WHERE name IN ('backup_tables', 'backup_files', 'backup_note')", cancellationToken) != 3)
        {
            yield return new Finding("This file is no backup: it has no manifest.");
            yield break;
        }

        foreach (var (digest, sql) in await TablesAsync(backup, cancellationToken))
        {
            using var found = new RowDigest();
            await foreach (var row in backup.RowsAsync(sql, cancellationToken))
                found.Add(Row.Read(row));

            if (found.Result(digest.Table) != digest)
                yield return new Finding($"{digest.Table} has {found.Rows} rows that are not the {digest.Rows} of the manifest.");
        }

        await foreach (var row in backup.RowsAsync("SELECT path, content, hash FROM backup_files ORDER BY path", cancellationToken))
        {
            if (Convert.ToHexStringLower(SHA256.HashData(row.GetFieldValue<byte[]>(1))) != row.GetString(2))
                yield return new Finding($"The file {row.GetString(0)} is not the one of the manifest.");
        }
    }

    public static async Task<IReadOnlyList<TableDigest>> DigestsAsync(Store backup, CancellationToken cancellationToken) =>
        [.. (await TablesAsync(backup, cancellationToken)).Select(table => table.Digest)];

    public static async Task<IReadOnlyList<BackupFile>> FilesAsync(Store backup, CancellationToken cancellationToken)
    {
        var files = new List<BackupFile>();
        await foreach (var row in backup.RowsAsync("SELECT path, content FROM backup_files ORDER BY path", cancellationToken))
            files.Add(new BackupFile(row.GetString(0), row.GetFieldValue<byte[]>(1)));

        return files;
    }

    public static async Task<DateTimeOffset> CreatedAsync(Store backup, CancellationToken cancellationToken) =>
        DateTimeOffset.FromUnixTimeMilliseconds(await backup.CountAsync("SELECT created FROM backup_note", cancellationToken));

    private static async Task<List<(TableDigest Digest, string Select)>> TablesAsync(Store backup, CancellationToken cancellationToken)
    {
        var tables = new List<(TableDigest, string)>();
        await foreach (var row in backup.RowsAsync("SELECT name, columns, key, row_count, hash FROM backup_tables ORDER BY rowid", cancellationToken))
        {
            var name = row.GetString(0);
            var select = $"SELECT {row.GetString(1)} FROM \"{name.Replace("\"", "\"\"", StringComparison.Ordinal)}\" ORDER BY {row.GetString(2)}";
            tables.Add((new TableDigest(name, row.GetInt64(3), row.GetString(4)), select));
        }

        return tables;
    }

    private static async Task InsertAsync(Store backup, string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var insert = (SqliteCommand)backup.Command(sql);
        foreach (var (i, value) in values.Index())
            insert.Parameters.Add(new SqliteParameter(string.Create(CultureInfo.InvariantCulture, $"${i}"), value));

        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}

/// <summary>A file of the data folder.</summary>
/// <param name="Path">Below the folder, with forward slashes.</param>
internal sealed record BackupFile(string Path, byte[] Content);
