using Loquat.Chat.Messages;
using Loquat.Chat.Reading;
using Loquat.Chat.Seeding;
using Loquat.Testing;

namespace Loquat.Chat.Tests.Reading;

public sealed class UnreadOnSqlite() : UnreadStories(new SqliteFile())
{
    protected override string MessagesByIndex => "SEARCH m USING INDEX ix_messages_thread_id_offset (thread_id=? AND offset>?)";

    protected override string MentionsByIndex => "USING INDEX sqlite_autoindex_mentions_1 (user_id=? AND thread_id=? AND offset>?)";
}

public sealed class UnreadOnPostgres(PostgresServer server) : UnreadStories(new PostgresDatabase(server))
{
    protected override string MessagesByIndex => "Index Scan using ix_messages_thread_id_offset on messages";

    protected override string MentionsByIndex => "using pk_mentions on mentions";
}

public abstract class UnreadStories(TestDatabase database) : ChatStories(database)
{
    private long _room;

    protected abstract string MessagesByIndex { get; }

    protected abstract string MentionsByIndex { get; }

    private long Bob { get; set; }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Bob = await Chat.AddUserAsync("bob");
        _room = (await Chat.CreateRoomAsync(Alice, "room")).Id;
    }

    [Fact]
    public async Task Unread_is_what_others_said_beyond_what_I_have_read_and_did_not_take_back()
    {
        var first = await Chat.PostedAsync(Alice, _room, "one");
        await Chat.PostedAsync(Bob, _room, "mine");
        var third = await Chat.PostedAsync(Alice, _room, "three");
        await Chat.PostedAsync(Alice, _room, "four");
        Assert.Equal((0L, 3, 0), await CountAsync(Bob));

        Assert.Equal((first.Position.Offset, 2, 0), await ReadAsync(Bob, first.Position.Offset));
        await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(Alice, third.Message.Id, null, Stop));
        await Chat.AskAsync((AddReaction add) => add.ExecuteAsync(Alice, first.Message.Id, "👍", null, Stop));

        Assert.Equal((2L, 1, 0), await CountAsync(Bob));
        Assert.Equal((0L, 1, 0), await CountAsync(Alice));
    }

    [Fact]
    public async Task What_is_read_stays_read()
    {
        for (var i = 0; i < 3; i++)
            await Chat.PostedAsync(Alice, _room, $"message {i}");

        Assert.Equal((3L, 1, 0), await ReadAsync(Bob, 3));
        Assert.Equal((3L, 1, 0), await ReadAsync(Bob, 2));
        Assert.Equal((3L, 1, 0), await ReadAsync(Bob, 3));

        // Nobody has read what is not written yet.
        Assert.Equal((4L, 0, 0), await ReadAsync(Bob, 4711));
        await Chat.PostedAsync(Alice, _room, "more");
        Assert.Equal((4L, 1, 0), await CountAsync(Bob));
    }

    [Fact]
    public async Task What_I_mark_as_unread_counts_again_on_all_my_devices()
    {
        for (var i = 0; i < 3; i++)
            await Chat.PostedAsync(Alice, _room, $"message {i}");
        await ReadAsync(Bob, 4);

        Assert.Equal((2L, 2, 0), await UnreadAsync(Bob, 3));
        // To go back is not to go on.
        Assert.Equal((2L, 2, 0), await UnreadAsync(Bob, 4));

        var told = await Chat.Announcer.WaitForAsync($"user:{Bob}", 3);
        Assert.Equal($$"""{"type":"thread.read","threadId":{{_room}},"offset":2,"unread":2,"mentions":0}""", told[1].Json);
        Assert.IsType<MarkRead.Result.Invalid>(await Chat.AskAsync((MarkUnread mark) => mark.ExecuteAsync(Bob, _room, 0, Stop)));
    }

    [Fact]
    public async Task What_I_read_is_told_to_my_devices_and_is_no_event_of_the_thread()
    {
        await Chat.PostedAsync(Alice, _room, "hello");

        await ReadAsync(Bob, 1);

        var told = Assert.Single(await Chat.Announcer.WaitForAsync($"user:{Bob}", 1));
        Assert.Equal($$"""{"type":"thread.read","threadId":{{_room}},"offset":1,"unread":1,"mentions":0}""", told.Json);
        Assert.Null(told.Position);
        Assert.Equal([1L, 2], await Chat.EventOffsetsAsync(_room));
    }

    [Fact]
    public async Task Whoever_comes_later_has_nothing_to_catch_up_on()
    {
        await Chat.PostedAsync(Alice, _room, "before");
        var carol = await Chat.AddUserAsync("carol");
        await Chat.PostedAsync(Alice, _room, "after");

        Assert.Equal((2L, 1, 0), await CountAsync(carol));
    }

    [Fact]
    public async Task A_stranger_has_nothing_to_read_in_a_private_room()
    {
        var secret = await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true);

        Assert.IsType<MarkRead.Result.NotFound>(await Chat.AskAsync((MarkRead mark) => mark.ExecuteAsync(Bob, secret.Id, 1, Stop)));
        Assert.Null(await Chat.AskAsync((CountUnread count) => count.ExecuteAsync(Bob, secret.Id, Stop)));
    }

    [Fact]
    public async Task Mentions_count_once_for_each_message_that_calls_me()
    {
        var named = await Chat.PostedAsync(Alice, _room, "ask @bob. Or @Bob, or @nobody, or mail to alice@bob");
        await Chat.PostedAsync(Alice, _room, "@everyone and @bob");
        await Chat.PostedAsync(Bob, _room, "@everyone listens");
        var other = await Chat.PostedAsync(Alice, _room, "nothing for anybody");

        Assert.Equal([new AuthorView(Bob, "bob")], named.Message.Mentions);
        Assert.Null(other.Message.Mentions);
        Assert.Equal((0L, 3, 2), await CountAsync(Bob));
        Assert.Equal((0L, 1, 1), await CountAsync(Alice));
        Assert.Equal((2L, 2, 1), await ReadAsync(Bob, named.Position.Offset));
        await Chat.AskAsync((EditMessage edit) => edit.ExecuteAsync(Alice, other.Message.Id, "something for @bob", null, Stop));
        Assert.Equal((2L, 2, 2), await CountAsync(Bob));
        await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(Alice, other.Message.Id, null, Stop));
        Assert.Equal((2L, 1, 1), await CountAsync(Bob));
    }

    [Fact]
    public async Task Nobody_counts_further_than_a_thousand()
    {
        await Chat.DoAsync((SeedMessages seed) => seed.ExecuteAsync([_room], 2_500, 1, null, Stop));
        var carol = await Chat.AddUserAsync("carol");
        await Chat.PostedAsync(Alice, _room, "hello");

        Assert.Equal((0L, 1_000, 0), await CountAsync(Bob));
        Assert.Equal((2_501L, 1, 0), await CountAsync(carol));
    }

    [Fact]
    public async Task Counting_goes_by_the_index_from_what_was_read()
    {
        var plan = await QueryPlan.OfAsync(Chat, db => db.Threads.Where(thread => thread.Id == _room).ReadBy(Bob, db));

        Assert.Contains(MessagesByIndex, plan, StringComparison.Ordinal);
        Assert.Equal(2, plan.Split(MentionsByIndex).Length - 1);
        Assert.DoesNotContain("Sort", plan, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("TEMP B-TREE", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("Filter: (thread_id", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task My_list_says_what_I_have_not_read_and_where_the_log_stood_then()
    {
        await Chat.PostedAsync(Alice, _room, "hello @bob");

        var listed = Assert.Single(await Chat.ListThreadsAsync(Bob));

        Assert.Equal(new MyThread(_room, "room", false, 2, Chat.Clock.GetUtcNow(), 0, 1, 1), listed);
    }

    private async Task<(long, int, int)> ReadAsync(long userId, long offset)
    {
        var result = await Chat.AskAsync((MarkRead mark) => mark.ExecuteAsync(userId, _room, offset, Stop)).Within("reading is noted");
        return Parts(Assert.IsType<MarkRead.Result.Noted>(result).Reading);
    }

    private async Task<(long, int, int)> UnreadAsync(long userId, long offset)
    {
        var result = await Chat.AskAsync((MarkUnread mark) => mark.ExecuteAsync(userId, _room, offset, Stop)).Within("the mark is noted");
        return Parts(Assert.IsType<MarkRead.Result.Noted>(result).Reading);
    }

    private async Task<(long, int, int)> CountAsync(long userId) =>
        Parts((await Chat.AskAsync((CountUnread count) => count.ExecuteAsync(userId, _room, Stop)))!);

    private static (long, int, int) Parts(ReadingView reading) => (reading.Offset, reading.Unread, reading.Mentions);
}
