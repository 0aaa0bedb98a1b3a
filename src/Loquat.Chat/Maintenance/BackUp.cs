using Loquat.Chat.Database;
using Loquat.Chat.Files;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Maintenance;

/// <summary>
/// Writes everything the chat has, as it is at one moment, files included, into one SQLite file, whichever database it comes from. People go on writing
/// meanwhile. The file has its name only once it is whole and on disk.
/// </summary>
public sealed class BackUp(ChatDatabase database, ContentFolder content, ChatOptions options, TimeProvider clock)
{
    /// <param name="folders">Below the data folder, whose files belong to the chat: its keys.</param>
    public async Task<Result> ExecuteAsync(
        string path, IReadOnlyList<string> folders, bool overwrite, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        var full = Path.GetFullPath(path);
        if (!overwrite && File.Exists(full))
            return new Result.Refused($"{full} exists already.");
        if (!database.IsPostgres && !File.Exists(database.FilePath))
            return new Result.Refused($"There is no database at {database.FilePath}.");

        // Before the moment of the backup: what a row of it names is deleted only afterwards.
        using var turn = await content.TakeTurnAsync(cancellationToken);
        await using var from = await Store.OpenAsync(database, cancellationToken);
        if (await SchemaState.WhyNotCurrentAsync(from, cancellationToken) is { } reason)
            return new Result.Refused(reason);

        var partial = $"{full}.{Guid.NewGuid():N}.partial";
        try
        {
            OwnFile.Create(partial);
            var (tables, missing) = await WriteAsync(from, partial, folders, progress, cancellationToken);
            var bytes = new FileInfo(partial).Length;
            OwnFile.Publish(partial, full, overwrite);
            return new Result.Written(tables, bytes, missing);
        }
        finally
        {
            File.Delete(partial);
        }
    }

    private async Task<(IReadOnlyList<CopiedTable> Tables, int Missing)> WriteAsync(
        Store from, string path, IReadOnlyList<string> folders, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        if (!from.IsPostgres)
            await CopyFileAsync(from, path, cancellationToken);

        await using var backup = await Store.OpenFileAsync(path, cancellationToken);

        // Nobody reads it before it is done, and then it is flushed once; one file, without companions.
        await backup.ExecuteAsync("PRAGMA journal_mode=DELETE; PRAGMA synchronous=OFF", cancellationToken);
        if (from.IsPostgres)
            await CopyRowsAsync(from, backup, progress, cancellationToken);

        var digests = await Manifest.WriteAsync(backup, clock.GetUtcNow(), [.. FilesIn(folders)], from.IsPostgres ? null : progress, cancellationToken);
        return ([.. digests.Select(CopiedTable.Of)], await BackupContents.WriteAsync(backup, content, cancellationToken));
    }

    private static async Task CopyFileAsync(Store from, string path, CancellationToken cancellationToken)
    {
        await using var copy = (SqliteCommand)from.Command("VACUUM INTO $path");
        copy.Parameters.Add(new SqliteParameter("$path", path));
        await copy.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task CopyRowsAsync(Store from, Store backup, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await backup.Db.Database.MigrateAsync(cancellationToken);
        await from.FreezeAsync(cancellationToken);
        await new StoreCopy(from, backup, new SqliteRowWriter((SqliteConnection)backup.Connection), progress).ExecuteAsync(cancellationToken);
        await Counters.CopyAsync(from, backup, cancellationToken);
    }

    private IEnumerable<BackupFile> FilesIn(IReadOnlyList<string> folders) =>
        from folder in folders
        let path = Path.Combine(options.DataDirectory, folder)
        where Directory.Exists(path)
        from file in Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories).Order(StringComparer.Ordinal)
        let name = Path.GetRelativePath(options.DataDirectory, file).Replace(Path.DirectorySeparatorChar, '/')
        select new BackupFile(name, File.ReadAllBytes(file));

    public abstract record Result
    {
        private Result()
        {
        }

        /// <param name="Missing">Contents of files that are not where they have to be. A restore brings everything else.</param>
        public sealed record Written(IReadOnlyList<CopiedTable> Tables, long Bytes, int Missing) : Result;

        public sealed record Refused(string Reason) : Result;
    }
}
