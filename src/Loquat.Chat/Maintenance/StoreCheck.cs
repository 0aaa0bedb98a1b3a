using System.Runtime.CompilerServices;
using Loquat.Chat.Files;
using Microsoft.Data.Sqlite;

namespace Loquat.Chat.Maintenance;

/// <summary>How much of the log was read.</summary>
internal readonly record struct LogRead(long Threads, long Events, long Messages);

/// <summary>Every rule that holds for a database, in the order in which a broken one is best understood.</summary>
internal static class StoreCheck
{
    /// <summary>The file is not what SQLite wrote.</summary>
    public static bool IsDamage(SqliteException e)
    {
        // https://sqlite.org/rescode.html
        const int Corrupt = 11;
        const int NotADatabase = 26;
        return e.SqliteErrorCode is Corrupt or NotADatabase;
    }

    /// <param name="folder">With the content of the files; null where that is somewhere else.</param>
    public static async IAsyncEnumerable<Finding> FindAsync(
        Store store, Action<LogRead> counted, [EnumeratorCancellation] CancellationToken cancellationToken, ContentFolder? folder = null)
    {
        var schema = await FirstAsync(Schema(store, cancellationToken));
        if (schema is not null)
        {
            yield return schema;
            yield break;
        }

        IAsyncEnumerable<Finding>[] rules =
        [
            FileIsWhole(store, cancellationToken),
            EpochIsNamed(store, cancellationToken),
            LogRules.FindAsync(store, counted, cancellationToken),
            BranchRules.FindAsync(store, cancellationToken),
            FileRules.FindAsync(store, cancellationToken),
            RowRules.FindAsync(store, cancellationToken),
            .. folder is null ? [] : (IAsyncEnumerable<Finding>[])[FileRules.FindMissingAsync(store, folder, cancellationToken)],
        ];
        foreach (var rule in rules)
        {
            await foreach (var finding in DamageAsFinding(rule, cancellationToken))
                yield return finding;
        }
    }

    /// <summary>Nothing can be said about tables that this program does not know.</summary>
    private static async IAsyncEnumerable<Finding> Schema(Store store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var finding = default(Finding);
        try
        {
            if (await SchemaState.WhyNotCurrentAsync(store, cancellationToken) is { } reason)
                finding = new Finding(reason);

            await store.FreezeAsync(cancellationToken);
        }
        catch (SqliteException e) when (IsDamage(e))
        {
            finding = new Finding($"The file is damaged: {e.Message}");
        }

        if (finding is not null)
            yield return finding;
    }

    private static async IAsyncEnumerable<Finding> FileIsWhole(Store store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (store.IsPostgres)
            yield break;

        await foreach (var row in store.RowsAsync("PRAGMA integrity_check", cancellationToken))
        {
            if (row.GetString(0) is var line and not "ok")
                yield return new Finding($"The file is damaged: {line}");
        }
    }

    private static async IAsyncEnumerable<Finding> EpochIsNamed(Store store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (await store.CountAsync("SELECT COUNT(*) FROM log_epoch WHERE id = 1 AND name <> ''", cancellationToken) != 1)
            yield return new Finding("The log has no epoch: clients cannot tell its positions from another database's.");
    }

    /// <summary>What cannot be read any more is a finding too, and the other rules are tried all the same.</summary>
    public static async IAsyncEnumerable<Finding> DamageAsFinding(
        IAsyncEnumerable<Finding> rule, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await using var findings = rule.GetAsyncEnumerator(cancellationToken);
        while (true)
        {
            var damage = default(Finding);
            try
            {
                if (!await findings.MoveNextAsync())
                    yield break;
            }
            catch (SqliteException e) when (IsDamage(e))
            {
                damage = new Finding($"The file is damaged: {e.Message}");
            }

            yield return damage ?? findings.Current;
            if (damage is not null)
                yield break;
        }
    }

    private static async Task<Finding?> FirstAsync(IAsyncEnumerable<Finding> findings)
    {
        await foreach (var finding in findings)
            return finding;

        return null;
    }
}
