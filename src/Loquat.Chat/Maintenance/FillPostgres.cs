using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Metadata;
using Microsoft.EntityFrameworkCore.Migrations;
using Microsoft.EntityFrameworkCore.Migrations.Operations;
using Npgsql;

namespace Loquat.Chat.Maintenance;

/// <summary>Fills a PostgreSQL from another database. It may be interrupted at any moment: the same again goes on where it was.</summary>
internal sealed class FillPostgres(ChatDatabase target, CopyMark mark)
{
    // Any number that nothing else in the same database uses.
    private const long AdvisoryLock = 0x6C6F71636F7079;

    /// <summary>What was copied, or why nothing was.</summary>
    public async Task<(IReadOnlyList<TableDigest> Tables, string? Refusal)> ExecuteAsync(
        Store from, bool overwrite, IProgress<CopyProgress>? progress, CancellationToken cancellationToken)
    {
        await using var to = await Store.OpenAsync(target, cancellationToken);
        if (await to.ScalarAsync($"SELECT pg_try_advisory_lock({AdvisoryLock})", cancellationToken) is not true)
            return ([], "Another copy into this database is under way.");

        if (await PrepareAsync(to, overwrite, cancellationToken) is { } refusal)
            return ([], refusal);

        // Without them tables can be filled one after the other even where they refer to each other in a circle. They are checked in the end.
        foreach (var (table, reference) in References(to))
            await to.ExecuteAsync($"ALTER TABLE \"{table.Name}\" DROP CONSTRAINT IF EXISTS \"{reference.Name}\"", cancellationToken);

        var copied = await new StoreCopy(from, to, new PostgresRowWriter((NpgsqlConnection)to.Connection), progress).ExecuteAsync(cancellationToken);
        await FinishAsync(from, to, cancellationToken);
        return (copied, null);
    }

    /// <summary>Makes the tables and the mark, or says why this database is not to be filled.</summary>
    private async Task<string?> PrepareAsync(Store to, bool overwrite, CancellationToken cancellationToken)
    {
        if (await OthersAsync(to, cancellationToken) is > 0 and var others)
            return $"A server is connected to this database ({others} sessions). Stop it first.";

        var unfinished = await CopyMark.ReadAsync(to.Connection, cancellationToken);
        if (unfinished == mark)
            return null;
        if (!overwrite && await WhyNotEmptyAsync(to, unfinished, cancellationToken) is { } reason)
            return reason;

        if (unfinished is not null)
            await CopyMark.RemoveAsync(to, cancellationToken);

        await target.MigrateAsync(cancellationToken);
        await mark.WriteAsync(to, cancellationToken);
        return null;
    }

    private static Task<long> OthersAsync(Store to, CancellationToken cancellationToken) => to.CountAsync(
        $"""
        SELECT COUNT(*) FROM pg_stat_activity WHERE datname = current_database()
        AND application_name LIKE '{ChatDatabase.ApplicationName} %' AND application_name <> current_setting('application_name')
        """,
        cancellationToken);

    private static async Task<string?> WhyNotEmptyAsync(Store to, CopyMark? unfinished, CancellationToken cancellationToken)
    {
        if (unfinished is not null)
            return unfinished.Explanation;

        var ours = to.Tables.Select(table => table.Name).Concat(StoredTable.Derived).ToHashSet();
        var present = new List<string>();
        const string Present = "SELECT tablename::text FROM pg_tables WHERE schemaname = current_schema() AND tablename NOT LIKE '\\_\\_EF%'";
        await foreach (var row in to.RowsAsync(Present, cancellationToken))
            present.Add(row.GetString(0));

        if (present.Find(name => !ours.Contains(name)) is { } foreign)
            return $"The database holds a table {foreign} that is not the chat's. Use a database of its own.";

        return await Emptiness.FilledTableAsync(to, present, cancellationToken) is { } filled
            ? $"The database holds a chat already: {filled} has rows."
            : null;
    }

    private static async Task FinishAsync(Store from, Store to, CancellationToken cancellationToken)
    {
        await Counters.CopyAsync(from, to, cancellationToken);
        await using (var transaction = await to.Connection.BeginTransactionAsync(cancellationToken))
        {
            var generator = to.Db.GetService<IMigrationsSqlGenerator>();
            var references = References(to).Select(it => AddForeignKeyOperation.CreateFrom(it.Reference)).ToList();
            foreach (var statement in generator.Generate(references))
                await to.ExecuteAsync(statement.CommandText, cancellationToken);

            await CopyMark.RemoveAsync(to, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
        }

        // Or the first queries on the new tables are planned as if these were empty.
        await to.ExecuteAsync("ANALYZE", cancellationToken);
        await to.ExecuteAsync($"SELECT pg_advisory_unlock({AdvisoryLock})", cancellationToken);
    }

    private static IEnumerable<(StoredTable Table, IForeignKeyConstraint Reference)> References(Store store) =>
        store.Tables.SelectMany(table => table.References.Select(reference => (table, reference)));
}
