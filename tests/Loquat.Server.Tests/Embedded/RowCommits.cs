using Loquat.Chat;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.Embedded;

/// <summary>
/// Counts what PostgreSQL has committed to the chat's tables, by their rows: each is marked with the transaction that wrote it
/// (https://www.postgresql.org/docs/current/ddl-system-columns.html). What others do in the same cluster does not count.
/// </summary>
internal sealed class RowCommits
{
    private readonly long _next;

    private RowCommits(long next) => _next = next;

    /// <summary>Counts from nothing.</summary>
    public static Task<RowCommits> BeginAsync(LoquatServer server) => AskAsync(server, async db =>
        new RowCommits(await ScalarAsync(db, """SELECT pg_snapshot_xmax(pg_current_snapshot())::text::bigint AS "Value" """)));

    public Task<int> CountAsync(LoquatServer server) => AskAsync(server, async db =>
    {
        var tables = db.Model.GetEntityTypes().Select(type => type.GetTableName()).Distinct();
        var rows = string.Join(" UNION ALL ", tables.Select(table => $"SELECT xmin::text::bigint AS wrote FROM {table}"));
        return (int)await ScalarAsync(db, $"""SELECT count(DISTINCT wrote) AS "Value" FROM ({rows}) AS written WHERE wrote >= {_next}""");
    });

    private static Task<long> ScalarAsync(ChatDbContext db, string sql) => db.Database.SqlQueryRaw<long>(sql).SingleAsync();

    private static async Task<T> AskAsync<T>(LoquatServer server, Func<ChatDbContext, Task<T>> ask)
    {
        await using var scope = server.Services.CreateAsyncScope();
        return await ask(scope.ServiceProvider.GetRequiredService<ChatDbContext>());
    }
}
