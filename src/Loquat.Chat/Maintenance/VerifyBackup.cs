using System.Runtime.CompilerServices;
using Loquat.Chat.Database;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Maintenance;

/// <summary>Reads a backup from end to end: every row and file is the one that was written, and what they tell is a sound chat.</summary>
public static class VerifyBackup
{
    public static async Task<Result> ExecuteAsync(string path, Action<Finding> found, CancellationToken cancellationToken)
    {
        var findings = 0L;
        var read = default(LogRead);
        await foreach (var finding in StoreCheck.DamageAsFinding(FindAsync(path, counts => read = counts, cancellationToken), cancellationToken))
        {
            findings++;
            found(finding);
        }

        var summary = new CheckDatabase.Summary(read.Threads, read.Events, read.Messages, findings);
        if (findings > 0)
            return new Result(summary, Created: null, []);

        await using var backup = await Store.OpenFileAsync(path, cancellationToken, SqliteOpenMode.ReadOnly);
        var tables = await Manifest.DigestsAsync(backup, cancellationToken);
        return new Result(summary, await Manifest.CreatedAsync(backup, cancellationToken), [.. tables.Select(CopiedTable.Of)]);
    }

    private static async IAsyncEnumerable<Finding> FindAsync(
        string path, Action<LogRead> counted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!File.Exists(path))
        {
            yield return new Finding($"There is no file {path}.");
            yield break;
        }

        var isSound = true;
        var isOlder = false;
        await using (var backup = await Store.OpenFileAsync(path, cancellationToken, SqliteOpenMode.ReadOnly))
        {
            await foreach (var finding in Manifest.CompareAsync(backup, cancellationToken))
            {
                isSound = false;
                yield return finding;
            }

            if (isSound)
            {
                await foreach (var finding in BackupContents.CompareAsync(backup, cancellationToken))
                {
                    isSound = false;
                    yield return finding;
                }
            }

            isOlder = isSound && await SchemaState.IsOlderAsync(backup, cancellationToken);
            if (isSound && !isOlder)
            {
                await foreach (var finding in StoreCheck.FindAsync(backup, counted, cancellationToken))
                    yield return finding;
            }
        }

        if (isOlder)
        {
            await foreach (var finding in CheckMigratedAsync(path, counted, cancellationToken))
                yield return finding;
        }
    }

    /// <summary>The rules are about today's tables: an older backup is checked as what a restore would make of it.</summary>
    private static async IAsyncEnumerable<Finding> CheckMigratedAsync(
        string path, Action<LogRead> counted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var copy = Path.Combine(Path.GetTempPath(), $"loquat-verify-{Guid.NewGuid():N}.db");
        try
        {
            OwnFile.Create(copy);
            File.Copy(path, copy, overwrite: true);
            await using var store = await Store.OpenFileAsync(copy, cancellationToken);
            await store.Db.Database.MigrateAsync(cancellationToken);
            await foreach (var finding in StoreCheck.FindAsync(store, counted, cancellationToken))
                yield return finding;
        }
        finally
        {
            File.Delete(copy);
        }
    }

    /// <param name="Created">When the backup was made; null if it is not sound.</param>
    public sealed record Result(CheckDatabase.Summary Summary, DateTimeOffset? Created, IReadOnlyList<CopiedTable> Tables);
}
