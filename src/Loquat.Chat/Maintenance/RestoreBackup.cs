using Loquat.Chat.Database;
using Loquat.Chat.Files;
using Loquat.Chat.Log;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Maintenance;

/// <summary>
/// Makes the chat what it was when a backup was written. Its log gets a new epoch, since the lost positions will be given again: clients
/// see that and start over.
/// </summary>
public sealed class RestoreBackup(ChatDatabase database, ContentFolder content, ChatOptions options, TimeProvider clock)
{
    private const string Command = "loquat db restore";

    private static readonly string[] Companions = ["-wal", "-shm"];

    /// <param name="overwrite">What the database holds now may go. A file is kept under another name.</param>
    /// <param name="found">What is wrong with the backup. A backup with findings is not restored.</param>
    public async Task<Result> ExecuteAsync(
        string path, bool overwrite, Action<Finding> found, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        using var claim = database.TryClaimFile();
        if (claim is null)
            return new Result.Refused("A server is using the data folder. Stop it first.");
        if (!database.IsPostgres && !overwrite && await WhyNotEmptyAsync(cancellationToken) is { } reason)
            return new Result.Refused(reason);

        var verified = await VerifyBackup.ExecuteAsync(path, found, cancellationToken);
        if (verified.Summary.Findings > 0)
            return new Result.Refused("The backup is not sound; nothing was changed.");

        var work = database.FilePath + ".restoring";
        try
        {
            // An attempt that was killed may have left one, which SQLite would take for the new file's.
            File.Delete(work + "-journal");
            OwnFile.Create(work);
            File.Copy(path, work, overwrite: true);
            var files = await PrepareAsync(work, cancellationToken);

            // First, so that no row is ever without its content.
            await RestoreContentsAsync(path, cancellationToken);
            var kept = default(string);
            if (database.IsPostgres)
            {
                if (await FillAsync(work, verified, overwrite, progress, cancellationToken) is { } refusal)
                    return new Result.Refused(refusal);
            }
            else
            {
                kept = await ReplaceFileAsync(work, cancellationToken);
            }

            WriteFiles(files);
            return new Result.Restored(verified.Tables, kept);
        }
        finally
        {
            File.Delete(work);
        }
    }

    private async Task<string?> WhyNotEmptyAsync(CancellationToken cancellationToken)
    {
        if (!File.Exists(database.FilePath))
            return null;

        var refusal = $"{database.FilePath} holds a chat already.";
        try
        {
            await using var present = await Store.OpenFileAsync(database.FilePath, cancellationToken);
            var tables = new List<string>();
            await foreach (var row in present.RowsAsync("SELECT name FROM sqlite_master WHERE type = 'table'", cancellationToken))
                tables.Add(row.GetString(0));

            return await Emptiness.FilledTableAsync(present, tables, cancellationToken) is null ? null : refusal;
        }
        catch (SqliteException e) when (StoreCheck.IsDamage(e))
        {
            // Whatever it is, somebody may still want to look at it.
            return refusal;
        }
    }

    /// <summary>Turns the copy of a backup into a database of this version with an epoch of its own; the files that came along.</summary>
    private async Task<IReadOnlyList<BackupFile>> PrepareAsync(string work, CancellationToken cancellationToken)
    {
        await using var store = await Store.OpenFileAsync(work, cancellationToken);
        var files = await Manifest.FilesAsync(store, cancellationToken);
        await Manifest.RemoveAsync(store, cancellationToken);
        await BackupContents.RemoveAsync(store, cancellationToken);
        await store.Db.Database.MigrateAsync(cancellationToken);
        await store.ExecuteAsync($"UPDATE log_epoch SET name = '{LogEpoch.NewName()}'", cancellationToken);
        await NameFolderAsync(store, cancellationToken);
        return files;
    }

    /// <summary>The folder becomes that of the restored database. One from before there were files takes the name that the folder has.</summary>
    private async Task NameFolderAsync(Store store, CancellationToken cancellationToken)
    {
        if (await store.ScalarAsync("SELECT name FROM file_folder WHERE id = 1", cancellationToken) is not string name)
        {
            name = content.ReadMark() is { } mark && ContentFolder.IsMark(mark) ? mark : FolderName.NewName();
            await store.ExecuteAsync($"INSERT INTO file_folder (id, name) VALUES (1, '{name}')", cancellationToken);
        }

        content.WriteMark(name);
    }

    private async Task RestoreContentsAsync(string path, CancellationToken cancellationToken)
    {
        await using var backup = await Store.OpenFileAsync(path, cancellationToken, SqliteOpenMode.ReadOnly);
        await BackupContents.RestoreAsync(backup, content, cancellationToken);
    }

    private async Task<string?> FillAsync(
        string work, VerifyBackup.Result verified, bool overwrite, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await using var from = await Store.OpenFileAsync(work, cancellationToken);
        var source = string.Join(' ', verified.Tables.Select(table => table.Hash));
        var (_, refusal) = await new FillPostgres(database, new CopyMark(Command, source)).ExecuteAsync(from, overwrite, progress, cancellationToken);
        return refusal;
    }

    /// <summary>Where the file that was there is now; null if there was none.</summary>
    private async Task<string?> ReplaceFileAsync(string work, CancellationToken cancellationToken)
    {
        var kept = default(string);
        if (File.Exists(database.FilePath))
        {
            kept = $"{database.FilePath}.{clock.GetUtcNow():yyyyMMddTHHmmssZ}";
            await CloseJournalAsync(kept, cancellationToken);

            // At no moment is there no database: a server that starts now must not take that for a new beginning.
            OwnFile.Keep(database.FilePath, kept);
        }

        OwnFile.Publish(work, database.FilePath, overwrite: true);
        return kept;
    }

    /// <summary>What still stands in the old file's journal belongs to it, and must not be taken for the new file's.</summary>
    private async Task CloseJournalAsync(string kept, CancellationToken cancellationToken)
    {
        try
        {
            await using var old = await Store.OpenFileAsync(database.FilePath, cancellationToken);
            await old.ExecuteAsync("PRAGMA journal_mode=DELETE", cancellationToken);
        }
        catch (SqliteException e) when (StoreCheck.IsDamage(e))
        {
            // A damaged file is what restoring is for. Its journal goes with it, as it is.
            foreach (var companion in Companions.Where(companion => File.Exists(database.FilePath + companion)))
                File.Move(database.FilePath + companion, kept + companion);
        }
    }

    private void WriteFiles(IReadOnlyList<BackupFile> files)
    {
        var root = Path.GetFullPath(options.DataDirectory) + Path.DirectorySeparatorChar;
        foreach (var file in files)
        {
            var target = Path.GetFullPath(Path.Combine(root, file.Path));
            if (!target.StartsWith(root, StringComparison.Ordinal))
                throw new InvalidDataException($"The backup wants to write outside of the data folder: {file.Path}");

            OwnFile.CreateFolder(Path.GetDirectoryName(target)!);
            var partial = target + ".partial";
            OwnFile.Create(partial);
            File.WriteAllBytes(partial, file.Content);
            OwnFile.Publish(partial, target, overwrite: true);
        }
    }

    public abstract record Result
    {
        private Result()
        {
        }

        /// <param name="Kept">Where the file is that was there before; null if there was none.</param>
        public sealed record Restored(IReadOnlyList<CopiedTable> Tables, string? Kept) : Result;

        public sealed record Refused(string Reason) : Result;
    }
}
