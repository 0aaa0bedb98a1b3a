using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests;

/// <summary>How a database means to answer a query.</summary>
internal static class QueryPlan
{
    /// <summary>
    /// On PostgreSQL the planner is kept from reading whole tables: it finds next to nothing in them here, and would be right. What is left
    /// is whether an index can answer.
    /// </summary>
    public static Task<string> OfAsync<T>(TestChat chat, Func<ChatDbContext, IQueryable<T>> query) => chat.QueryAsync(async db =>
    {
        await db.Database.OpenConnectionAsync(TestContext.Current.CancellationToken);
        await using var command = query(db).CreateDbCommand();
        if (db.Database.IsNpgsql())
            await db.Database.ExecuteSqlRawAsync("SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off");

        command.CommandText = (db.Database.IsNpgsql() ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + command.CommandText;
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var lines = new List<string>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
            lines.Add(reader.GetString(reader.FieldCount - 1));

        return string.Join('\n', lines);
    });
}
