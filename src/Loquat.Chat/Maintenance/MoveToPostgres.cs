using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Maintenance;

/// <summary>
/// Copies the chat from the file in the data folder into an empty PostgreSQL, and compares. The log keeps its epoch: clients go on from the
/// positions they have. The file stays as it was.
/// </summary>
public sealed class MoveToPostgres(ChatOptions options, ILogger<ChatDatabase> logger)
{
    private const string Command = "loquat move";

    public async Task<Result> ExecuteAsync(string connectionString, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await using var file = Database(connectionString: null);
        if (!File.Exists(file.FilePath))
            return new Result.Refused($"There is no database at {file.FilePath}.");

        using var claim = file.TryClaimFile();
        if (claim is null)
            return new Result.Refused($"A server is using {file.FilePath}. Stop it first.");

        await using var from = await Store.OpenFileAsync(file.FilePath, cancellationToken);
        if (await SchemaState.WhyNotCurrentAsync(from, cancellationToken) is { } reason)
            return new Result.Refused(reason);

        from.HoldFile();
        await using var target = Database(connectionString);
        var epoch = (string?)await from.ScalarAsync("SELECT name FROM log_epoch", cancellationToken) ?? "";
        var (tables, refusal) = await new FillPostgres(target, new CopyMark(Command, epoch)).ExecuteAsync(from, overwrite: false, progress, cancellationToken);
        return refusal is null ? new Result.Moved([.. tables.Select(CopiedTable.Of)]) : new Result.Refused(refusal);
    }

    private ChatDatabase Database(string? connectionString) => new(
        new ChatOptions { DataDirectory = options.DataDirectory, DatabaseTimeout = options.DatabaseTimeout, ConnectionString = connectionString },
        logger);

    public abstract record Result
    {
        private Result()
        {
        }

        /// <summary>Both sides have these rows, with these hashes.</summary>
        public sealed record Moved(IReadOnlyList<CopiedTable> Tables) : Result;

        public sealed record Refused(string Reason) : Result;
    }
}

/// <param name="Hash">Of all rows in the order of their key; the same on every database that holds the same rows.</param>
public sealed record CopiedTable(string Name, long Rows, string Hash)
{
    internal static CopiedTable Of(TableDigest digest) => new(digest.Table, digest.Rows, digest.Hash);
}
