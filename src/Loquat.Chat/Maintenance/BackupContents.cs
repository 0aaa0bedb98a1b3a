using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Loquat.Chat.Files;
using Microsoft.Data.Sqlite;

namespace Loquat.Chat.Maintenance;

/// <summary>What files hold, inside a backup: in parts, so that neither the memory nor a single value of the database has to hold a whole one.</summary>
internal static class BackupContents
{
    private const int PartBytes = 1 << 20;

    // A content that was missing already when the backup was written has no hash.
    private const string Create =
        """
        CREATE TABLE backup_contents (key TEXT PRIMARY KEY, hash TEXT);
        CREATE TABLE backup_content_parts (key TEXT NOT NULL, part INTEGER NOT NULL, bytes BLOB NOT NULL, PRIMARY KEY (key, part)) WITHOUT ROWID;
        """;

    private const string Wanted = "SELECT DISTINCT content, size FROM files ORDER BY content";

    private const string Lacking =
        "SELECT f.id FROM files f WHERE NOT EXISTS (SELECT 1 FROM backup_contents c WHERE c.key = f.content) ORDER BY f.id";

    /// <returns>How many contents are not where they have to be: a backup without them is better than none.</returns>
    public static async Task<int> WriteAsync(Store backup, ContentFolder folder, CancellationToken cancellationToken)
    {
        await backup.ExecuteAsync(Create, cancellationToken);
        var wanted = new List<(string Key, long Size)>();
        await foreach (var row in backup.RowsAsync(Wanted, cancellationToken))
            wanted.Add((row.GetString(0), row.GetInt64(1)));

        var missing = 0;
        foreach (var (key, size) in wanted)
        {
            await using var transaction = ((SqliteConnection)backup.Connection).BeginTransaction();
            var hash = folder.SizeOf(key) == size ? await CopyAsync(backup, transaction, folder, key, cancellationToken) : null;
            missing += hash is null ? 1 : 0;
            await InsertAsync(backup, transaction, "INSERT INTO backup_contents VALUES ($0, $1)", [key, hash ?? (object)DBNull.Value], cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        return missing;
    }

    /// <summary>Everything in which the contents are not what was written, or are not there.</summary>
    public static async IAsyncEnumerable<Finding> CompareAsync(Store backup, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!await HasTableAsync(backup, "files", cancellationToken))
            yield break;

        if (!await HasTableAsync(backup, "backup_contents", cancellationToken))
        {
            yield return new Finding("The backup holds no content of files.");
            yield break;
        }

        foreach (var (key, hash) in await KeysAsync(backup, cancellationToken))
        {
            using var found = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
            await foreach (var row in backup.RowsAsync(PartsOf(key), cancellationToken))
                found.AppendData(row.GetFieldValue<byte[]>(0));

            if (Convert.ToHexStringLower(found.GetCurrentHash()) != hash)
                yield return new Finding($"The content {key} is not the one that was written.");
        }

        await foreach (var row in backup.RowsAsync(Lacking, cancellationToken))
            yield return new Finding($"The content of file {row.GetInt64(0)} is not in the backup.");
    }

    /// <summary>Puts into the folder what is not there already.</summary>
    public static async Task RestoreAsync(Store backup, ContentFolder folder, CancellationToken cancellationToken)
    {
        if (!await HasTableAsync(backup, "backup_contents", cancellationToken))
            return;

        foreach (var (key, _) in await KeysAsync(backup, cancellationToken))
            await folder.PutAsync(key, PartsAsync(backup, key, cancellationToken), cancellationToken);
    }

    public static async Task RemoveAsync(Store backup, CancellationToken cancellationToken)
    {
        if (!await HasTableAsync(backup, "backup_contents", cancellationToken))
            return;

        // Else the room that they took would stay part of the file for good.
        await backup.ExecuteAsync("DROP TABLE backup_contents; DROP TABLE backup_content_parts; VACUUM", cancellationToken);
    }

    private static async IAsyncEnumerable<byte[]> PartsAsync(Store backup, string key, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in backup.RowsAsync(PartsOf(key), cancellationToken))
            yield return row.GetFieldValue<byte[]>(0);
    }

    private static async Task<string> CopyAsync(
        Store backup, SqliteTransaction transaction, ContentFolder folder, string key, CancellationToken cancellationToken)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var content = folder.Open(key);
        var buffer = new byte[PartBytes];
        for (var part = 0L; await content.ReadAtLeastAsync(buffer, PartBytes, throwOnEndOfStream: false, cancellationToken) is > 0 and var count; part++)
        {
            hash.AppendData(buffer, 0, count);
            await InsertAsync(backup, transaction, "INSERT INTO backup_content_parts VALUES ($0, $1, $2)", [key, part, buffer[..count]], cancellationToken);
        }

        return Convert.ToHexStringLower(hash.GetCurrentHash());
    }

    /// <summary>Those that are there.</summary>
    private static async Task<List<(string Key, string Hash)>> KeysAsync(Store backup, CancellationToken cancellationToken)
    {
        var keys = new List<(string, string)>();
        await foreach (var row in backup.RowsAsync("SELECT key, hash FROM backup_contents WHERE hash IS NOT NULL ORDER BY key", cancellationToken))
        {
            // It becomes a path and a part of a statement: only what this program makes passes.
            if (!ContentFolder.IsKey(row.GetString(0)))
                throw new InvalidDataException("The backup names a content that no server has written.");

            keys.Add((row.GetString(0), row.GetString(1)));
        }

        return keys;
    }

    private static string PartsOf(string key) => $"SELECT bytes FROM backup_content_parts WHERE key = '{key}' ORDER BY part";

    private static async Task<bool> HasTableAsync(Store backup, string name, CancellationToken cancellationToken) =>
        await backup.CountAsync($"SELECT COUNT(*) FROM sqlite_master WHERE type = 'table' AND name = '{name}'", cancellationToken) == 1;

    private static async Task InsertAsync(
        Store backup, SqliteTransaction transaction, string sql, object[] values, CancellationToken cancellationToken)
    {
        await using var insert = (SqliteCommand)backup.Command(sql);
        insert.Transaction = transaction;
        foreach (var (i, value) in values.Index())
            insert.Parameters.AddWithValue($"${i}", value);

        await insert.ExecuteNonQueryAsync(cancellationToken);
    }
}
