using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
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
    public async Task Pages_in_either_direction_bring_what_happened_to_the_thread_once_and_in_its_place()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        var bob = await Chat.AddUserAsync("bob");
        await Chat.AskAsync((JoinThread join) => join.ExecuteAsync(bob, room.Id, null, Stop));
        for (var i = 0; i < 10; i++)
        {
            await Chat.PostedAsync(Alice, room.Id, $"message {i}");
            await Chat.AskAsync((RenameThread rename) => rename.ExecuteAsync(Alice, room.Id, $"name {i}", null, Stop));
        }
        await Chat.AskAsync((ArchiveThread archive) => archive.ExecuteAsync(Alice, room.Id, true, null, Stop));
        long[] all = [2, .. Enumerable.Range(0, 10).Select(i => (2L * i) + 4), 23];

        var down = new List<ShowHistory.Result.Page> { await EventfulAsync(room.Id, limit: 3) };
        while (down[^1].More)
            down.Add(await EventfulAsync(room.Id, limit: 3, before: down[^1].Messages[0].Offset));
        var up = new List<ShowHistory.Result.Page> { await EventfulAsync(room.Id, limit: 3, after: 0) };
        while (up[^1].Newer)
            up.Add(await EventfulAsync(room.Id, limit: 3, after: up[^1].Messages[^1].Offset));
        var around = await EventfulAsync(room.Id, limit: 4, around: 11);

        Assert.Equal(all, down.AsEnumerable().Reverse().SelectMany(page => page.News!.Events.Select(e => e.Offset)));
        Assert.Equal(all, up.SelectMany(page => page.News!.Events.Select(e => e.Offset)));
        Assert.Equal([7, 9, 11, 13], around.Messages.Select(message => message.Offset));
        Assert.Equal([8, 10, 12], around.News!.Events.Select(e => e.Offset));
        Assert.Null((await ShowAsync(room.Id, null, 3)).News);
    }

    [Fact]
    public async Task Where_more_has_happened_than_a_page_takes_it_ends_sooner_and_the_next_one_goes_on()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        foreach (var message in (string[])["first", "middle", "last"])
        {
            await Chat.PostedAsync(Alice, room.Id, message);
            await Task.WhenAll(Enumerable.Range(0, 120).Select(i =>
                Chat.AskAsync((RenameThread rename) => rename.ExecuteAsync(Alice, room.Id, $"after {message} {i}", null, Stop))));
        }
        long[] messages = [2, 123, 244];
        var events = Enumerable.Range(2, 363).Select(offset => (long)offset).Except(messages).ToArray();

        var down = new List<ShowHistory.Result.Page> { await EventfulAsync(room.Id) };
        while (down[^1].More)
            down.Add(await EventfulAsync(room.Id, before: down[^1].News!.From));
        var up = new List<ShowHistory.Result.Page> { await EventfulAsync(room.Id, after: 0) };
        while (up[^1].Newer)
            up.Add(await EventfulAsync(room.Id, after: up[^1].News!.To));
        down.Reverse();

        Assert.Equal((4, 4), (down.Count, up.Count));
        foreach (var pages in new[] { down, up })
        {
            Assert.Equal(events, pages.SelectMany(page => page.News!.Events.Select(e => e.Offset)));
            Assert.Equal(messages, pages.SelectMany(page => page.Messages.Select(message => message.Offset)));
            Assert.Equal(pages.Skip(1).Select(page => page.News!.From), pages.SkipLast(1).Select(page => page.News!.To + 1));
        }
    }

    [Fact]
    public async Task Around_a_message_a_page_ends_sooner_on_both_sides()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        await Chat.PostedAsync(Alice, room.Id, "before");
        await RenameAsync(room.Id, 60);
        await Chat.PostedAsync(Alice, room.Id, "here");
        await RenameAsync(room.Id, 60);
        await Chat.PostedAsync(Alice, room.Id, "after");

        var page = await EventfulAsync(room.Id, around: 63);

        Assert.Equal(["here"], page.Messages.Select(message => message.Text));
        Assert.Equal((true, true, 13, 113), (page.More, page.Newer, page.News!.From, page.News.To));
        Assert.Equal(Enumerable.Range(13, 101).Except([63]).Select(offset => (long)offset), page.News.Events.Select(e => e.Offset));
    }

    [Theory]
    [InlineData(long.MinValue)]
    [InlineData(0)]
    [InlineData(4)]
    [InlineData(long.MaxValue)]
    public async Task A_page_beside_the_log_is_a_page_of_its_end(long offset)
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        await Chat.PostedAsync(Alice, room.Id, "only");
        await RenameAsync(room.Id, 1);

        var around = await EventfulAsync(room.Id, around: offset);
        var all = (await EventfulAsync(room.Id, before: offset)).News!.Events.Concat((await EventfulAsync(room.Id, after: offset - (offset == long.MinValue ? 0 : 1))).News!.Events);

        Assert.Equal([3L], around.News!.Events.Select(e => e.Offset));
        Assert.Equal([3L], all.Select(e => e.Offset));
    }

    private async Task RenameAsync(long room, int times)
    {
        for (var i = 0; i < times; i++)
            await Chat.AskAsync((RenameThread rename) => rename.ExecuteAsync(Alice, room, $"name {i}", null, Stop));
    }

    private async Task<ShowHistory.Result.Page> EventfulAsync(
        long room, int? limit = null, long? before = null, long? after = null, long? around = null) =>
        Assert.IsType<ShowHistory.Result.Page>(await Chat.AskAsync((ShowHistory history) =>
            history.ExecuteAsync(Alice, room, before, limit, Stop, after, around, withEvents: true)));

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
