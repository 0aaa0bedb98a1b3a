using Loquat.Chat.Messages;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Messages;

public sealed class HistoryOnSqlite() : HistoryStories(new SqliteFile())
{
    protected override string ExplainPrefix => "EXPLAIN QUERY PLAN ";

    protected override string PlanColumn => "detail";
}

public sealed class HistoryOnPostgres(PostgresServer server) : HistoryStories(new PostgresDatabase(server))
{
    // A planner that finds next to nothing in a table reads all of it, and is right: it has to be asked about the index alone.
    protected override string ExplainPrefix => "SET enable_seqscan = off; SET enable_bitmapscan = off; SET enable_sort = off; EXPLAIN ";

    protected override string PlanColumn => "QUERY PLAN";
}

public abstract class HistoryStories(TestDatabase database) : ChatStories(database)
{
    protected abstract string ExplainPrefix { get; }

    protected abstract string PlanColumn { get; }

    [Fact]
    public async Task Pages_are_complete_and_without_doubles_while_others_write()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        for (var i = 0; i < 50; i++)
            await Chat.PostedAsync(Alice, room.Id, $"old {i}");

        var writing = Task.WhenAll(Enumerable.Range(0, 100).Select(i => Task.Run(() => Chat.PostedAsync(Alice, room.Id, $"new {i}"))));
        var newest = await ShowAsync(room.Id, null, 7);
        var pages = new List<ShowHistory.Result.Page> { newest };
        while (pages[^1].More)
            pages.Add(await ShowAsync(room.Id, pages[^1].Messages[0].Offset, 7));
        await writing;

        var offsets = pages.AsEnumerable().Reverse().SelectMany(page => page.Messages).Select(message => message.Offset).ToList();
        Assert.Equal(Enumerable.Range(2, offsets.Count).Select(offset => (long)offset), offsets);
        Assert.Equal(newest.Top.Offset, offsets[^1]);
        Assert.InRange(offsets.Count, 50, 150);
        Assert.All(pages.SkipLast(1), page => Assert.Equal(7, page.Messages.Count));
    }

    [Fact]
    public async Task A_page_shows_messages_alone_and_where_the_log_goes_on()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        var empty = await ShowAsync(room.Id, null, null);
        var posted = await Chat.PostedAsync(Alice, room.Id, "hello", "c1");

        var page = await ShowAsync(room.Id, null, null);

        Assert.Empty(empty.Messages);
        Assert.Equal(1, empty.Top.Offset);
        Assert.Equal([posted.Message], page.Messages);
        Assert.Equal((posted.Thread, posted.Position, false), (page.Thread, page.Top, page.More));
    }

    [Fact]
    public async Task A_page_holds_a_hundred_messages_unless_asked_and_never_more_than_two_hundred()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        await Chat.DoAsync((Loquat.Chat.Seeding.SeedMessages seed) => seed.ExecuteAsync([room.Id], 250, 1, null, Stop));

        Assert.Equal(100, (await ShowAsync(room.Id, null, null)).Messages.Count);
        Assert.Equal(200, (await ShowAsync(room.Id, null, 1000)).Messages.Count);
        Assert.Single((await ShowAsync(room.Id, null, 0)).Messages);
        Assert.True((await ShowAsync(room.Id, null, 200)).More);
        Assert.False((await ShowAsync(room.Id, 52, 200)).More);
    }

    [Fact]
    public async Task The_database_finds_a_page_by_the_index_and_sorts_nothing()
    {
        await Chat.CreateRoomAsync(Alice, "room");

        var plan = await Chat.QueryAsync(async db =>
        {
            var sql = db.Messages
                .Where(message => message.ThreadId == 1 && message.Offset < 100)
                .OrderByDescending(message => message.Offset)
                .Take(50)
                .ToQueryString();
            await db.Database.OpenConnectionAsync(Stop);
            await using var command = db.Database.GetDbConnection().CreateCommand();
            command.CommandText = ExplainPrefix + Literal(sql);
            await using var reader = await command.ExecuteReaderAsync(Stop);
            var lines = new List<string>();
            while (await reader.ReadAsync(Stop))
                lines.Add(reader.GetString(reader.GetOrdinal(PlanColumn)));

            return string.Join('\n', lines);
        });

        Assert.Contains("ix_messages_thread_id_offset", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SORT", plan, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.OrdinalIgnoreCase);
    }

    // The string comes with its parameters declared in front of it or in comments; a plan wants the values in their places.
    private static string Literal(string sql) =>
        string.Join('\n', sql.Split('\n').Where(line => !line.StartsWith(".param", StringComparison.Ordinal) && !line.StartsWith("--", StringComparison.Ordinal)))
            .Replace("@p", "50", StringComparison.Ordinal);

    private async Task<ShowHistory.Result.Page> ShowAsync(long threadId, long? before, int? limit) =>
        Assert.IsType<ShowHistory.Result.Page>(
            await Chat.AskAsync((ShowHistory show) => show.ExecuteAsync(Alice, threadId, before, limit, Stop)));
}
