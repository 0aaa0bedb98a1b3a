using System.Runtime.CompilerServices;
using Loquat.Chat.Files;

namespace Loquat.Chat.Maintenance;

/// <summary>
/// Compares the database with what it promises: the log without gaps, heads and messages that agree with it, nothing that belongs to
/// nothing. Reads one moment of the database and holds up nobody, so it may run beside a server.
/// </summary>
public sealed class CheckDatabase(ChatDatabase database, ContentFolder folder)
{
    /// <summary>Tells each finding as it is made; a damaged database can have more of them than memory would hold.</summary>
    public async Task<Summary> ExecuteAsync(Action<Finding> found, CancellationToken cancellationToken)
    {
        var findings = 0L;
        var read = default(LogRead);
        await foreach (var finding in FindAsync(counts => read = counts, cancellationToken))
        {
            findings++;
            found(finding);
        }

        return new Summary(read.Threads, read.Events, read.Messages, findings);
    }

    private async IAsyncEnumerable<Finding> FindAsync(
        Action<LogRead> counted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!database.IsPostgres && !File.Exists(database.FilePath))
        {
            yield return new Finding($"There is no database at {database.FilePath}.");
            yield break;
        }

        // Before the moment that is looked at: what a row of it names is deleted only afterwards.
        using var turn = folder.Exists ? await folder.TakeTurnAsync(cancellationToken) : null;
        await using var store = await Store.OpenAsync(database, cancellationToken);
        await foreach (var finding in StoreCheck.FindAsync(store, counted, cancellationToken, folder))
            yield return finding;
    }

    /// <summary>How much was looked at, and how much of it was wrong.</summary>
    public sealed record Summary(long Threads, long Events, long Messages, long Findings);
}
