using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Log;

public sealed class ThreadLogOnSqlite() : ThreadLogStories(new SqliteFile());

public sealed class ThreadLogOnPostgres(PostgresServer server) : ThreadLogStories(new PostgresDatabase(server));

public abstract class ThreadLogStories(TestDatabase database) : ChatStories(database)
{
    [Fact]
    public async Task Two_hundred_messages_sent_twice_at_once_are_in_the_log_once_and_without_a_gap()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");

        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(() =>
            Chat.PostedAsync(Alice, room.Id, $"message {i % 200}", $"client {i % 200}"))));

        // The log's first event is the room's own.
        Assert.Equal(Offsets(2, 200), answers.Select(answer => answer.Position.Offset).Distinct().Order());
        Assert.All(answers.GroupBy(answer => answer.Message.ClientId), twice => Assert.Single(twice.Select(answer => answer.Message).Distinct()));
        Assert.Equal(Offsets(1, 201), await Chat.EventOffsetsAsync(room.Id));
        Assert.Equal(200, await Chat.QueryAsync(db => db.Messages.CountAsync(Stop)));
        await Chat.Announcer.WaitForAsync("chat", 200);
        await Chat.StopAsync();
        Assert.Equal(Offsets(1, 201), Chat.Announcer.OffsetsOn($"thread:{room.Id}"));
        Assert.Equal(200, Chat.Announcer.On("chat").Count);
    }

    [Fact]
    public async Task A_page_of_a_log_is_found_by_the_index_however_much_other_logs_hold()
    {
        var read = ReadLog.Page.Compile();

        var plan = await QueryPlan.OfAsync(Chat, db => read(db, 1, 0, 100));

        Assert.Contains("thread_events", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN e", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("SCAN thread_events", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("MATERIALIZE", plan, StringComparison.Ordinal);
        Assert.DoesNotContain("WindowAgg", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_page_of_a_log_may_be_as_long_as_one_likes()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        await Chat.PostedAsync(Alice, room.Id, "hello");

        Assert.Equal([1L, 2L], (await ReadAsync(room.Id, 0, int.MaxValue))!.Events.Select(e => e.Offset));
        Assert.Equal([2L], (await ReadAsync(room.Id, 1, int.MaxValue))!.Events.Select(e => e.Offset));
        Assert.Equal([1L], (await ReadAsync(room.Id, 0, 1))!.Events.Select(e => e.Offset));
        Assert.Empty((await ReadAsync(room.Id, long.MaxValue, 100))!.Events);
    }

    [Fact]
    public async Task A_retry_after_a_restart_finds_the_first_attempt()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        var first = await Chat.PostedAsync(Alice, room.Id, "is this thing on?", "1");
        await Chat.StopAsync();

        await using var restarted = NewNode();
        await restarted.StartAsync();
        var again = await restarted.PostedAsync(Alice, room.Id, "is this thing on?", "1");
        await restarted.StopAsync();

        Assert.Equal(first, again);
        Assert.Empty(restarted.Announcer.On("chat"));
    }

    [Fact]
    public async Task Two_people_may_choose_the_same_client_id()
    {
        var bob = await Chat.AddUserAsync("bob");
        var room = await Chat.CreateRoomAsync(Alice, "room");

        var hers = await Chat.PostedAsync(Alice, room.Id, "hers", "1");
        var his = await Chat.PostedAsync(bob, room.Id, "his", "1");

        Assert.Equal(("hers", 2L, "his", 3L), (hers.Message.Text, hers.Position.Offset, his.Message.Text, his.Position.Offset));
    }

    [Fact]
    public async Task A_group_with_one_bad_message_loses_only_that_one()
    {
        Expected.UnionWith([3002, 3003]);
        var room = await Chat.CreateRoomAsync(Alice, "room");
        await using var node = NewNode();
        var good = Enumerable.Range(0, 20).Select(i => node.Log.AppendAsync(Post(room.Id, Alice, $"good {i}"), Stop)).ToList();

        var bad = node.Log.AppendAsync(new Impossible(room.Id, Alice), Stop);
        good.AddRange(Enumerable.Range(20, 20).Select(i => node.Log.AppendAsync(Post(room.Id, Alice, $"good {i}"), Stop)));
        await node.StartAsync();

        await Assert.ThrowsAnyAsync<System.Data.Common.DbException>(() => bad.Within("the bad one is answered"));
        var answers = await Task.WhenAll(good).Within("the good ones are answered");
        Assert.Equal(Offsets(2, 40), answers.Select(answer => Assert.IsType<AppendResult.Appended>(answer).Position.Offset));
        Assert.Equal(Offsets(1, 41), await Chat.EventOffsetsAsync(room.Id));
        await node.StopAsync();
        Assert.Equal(Offsets(2, 40), node.Announcer.OffsetsOn($"thread:{room.Id}"));
        Assert.Equal([3002, 3003], node.Lines.Troubles.Select(line => line.Id).Where(id => id is >= 3000 and < 4000));
    }

    [Fact]
    public async Task Nothing_is_announced_before_everybody_can_read_it()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        await Chat.Announcer.WaitForAsync($"thread:{room.Id}", 1);
        var unreadable = new List<long>();
        Chat.Announcer.Before = async (_, position) =>
        {
            if (position is { } at && !await Chat.QueryAsync(db => db.Events.AnyAsync(e => e.ThreadId == room.Id && e.Offset == at.Offset, Stop)))
                unreadable.Add(at.Offset);
        };

        await Task.WhenAll(Enumerable.Range(0, 50).Select(i => Task.Run(() => Chat.PostedAsync(Alice, room.Id, $"message {i}"))));

        await Chat.Announcer.WaitForAsync($"thread:{room.Id}", 51);
        Assert.Empty(unreadable);
    }

    [Fact]
    public async Task A_slow_announcement_keeps_its_channels_order_and_delays_nobody_else()
    {
        var slow = await Chat.CreateRoomAsync(Alice, "slow");
        var other = await Chat.CreateRoomAsync(Alice, "other");
        await Chat.Announcer.WaitForAsync($"thread:{slow.Id}", 1);
        var gate = new TaskCompletionSource();
        Chat.Announcer.Before = (channel, position) =>
            channel == $"thread:{slow.Id}" && position?.Offset == 2 ? gate.Task : Task.CompletedTask;

        foreach (var text in (string[])["one", "two", "three"])
            await Chat.PostedAsync(Alice, slow.Id, text);
        await Chat.PostedAsync(Alice, other.Id, "elsewhere");
        await Chat.Announcer.WaitForAsync($"thread:{other.Id}", 2);
        var before = Chat.Announcer.OffsetsOn($"thread:{slow.Id}");
        gate.SetResult();
        await Chat.Announcer.WaitForAsync($"thread:{slow.Id}", 4);

        Assert.Equal([1L], before);
        Assert.Equal(Offsets(1, 4), Chat.Announcer.OffsetsOn($"thread:{slow.Id}"));
    }

    [Fact]
    public async Task A_message_is_logged_announced_and_broadcast_in_the_agreed_shape()
    {
        var room = await Chat.CreateRoomAsync(Alice, "First thread");

        var posted = await Chat.PostedAsync(Alice, room.Id, "Grüße <b>", "c1");

        var message = $$$"""{"id":{{{posted.Message.Id}}},"user":{"id":{{{Alice}}},"username":"alice"},"text":"Grüße <b>","thread":{{{room.Id}}},"offset":2,"clientId":"c1","createdAt":"2026-01-01T00:00:00.000Z"}""";
        var announced = await Chat.Announcer.WaitForAsync($"thread:{room.Id}", 2);
        Assert.Equal($$"""{"type":"message.posted","message":{{message}}}""", announced[1].Json);
        var broadcast = Assert.Single(await Chat.Announcer.WaitForAsync("chat", 1));
        Assert.Equal($$$"""{"type":"message","message":{{{message}}},"thread":{"id":{{{room.Id}}},"name":"First thread"}}""", broadcast.Json);
        Assert.Equal(
            $$$"""{"type":"thread.created","thread":{"id":{{{room.Id}}},"name":"First thread","private":false,"offset":1,"lastMessageAt":null}}""",
            announced[0].Json);
    }

    [Fact]
    public async Task A_private_room_is_not_heard_on_the_public_channel()
    {
        var secret = await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true);

        await Chat.PostedAsync(Alice, secret.Id, "psst");
        await Chat.Announcer.WaitForAsync($"thread:{secret.Id}", 2);
        await Chat.StopAsync();

        Assert.Empty(Chat.Announcer.On("chat"));
    }

    [Fact]
    public async Task The_log_is_read_from_any_offset_with_its_top_and_its_name()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        for (var i = 0; i < 5; i++)
            await Chat.PostedAsync(Alice, room.Id, $"message {i}");

        var page = await ReadAsync(room.Id, after: 2, limit: 3);
        var top = await ReadAsync(room.Id, after: 0, limit: 0);
        var end = await ReadAsync(room.Id, after: 6, limit: 10);
        var unknown = await ReadAsync(4711, after: 0, limit: 10);

        Assert.Equal(Offsets(3, 3), page!.Events.Select(e => e.Offset));
        Assert.All(page.Events, e => Assert.Equal("message.posted", e.Type));
        Assert.Equal(6, page.Top.Offset);
        Assert.Equal((await Chat.PostedAsync(Alice, room.Id, "last")).Position.Epoch, page.Top.Epoch);
        Assert.Empty(top!.Events);
        Assert.Equal(page.Top, top.Top);
        Assert.Empty(end!.Events);
        Assert.Null(unknown);
    }

    private Task<ReadLog.Result?> ReadAsync(long threadId, long after, int limit) =>
        Chat.AskAsync((ReadLog read) => read.ExecuteAsync(threadId, after, limit, Stop));

    private static PostMessage.Change Post(long threadId, long authorId, string text) => new(threadId, authorId, text, null);

    private static IEnumerable<long> Offsets(int first, int count) => Enumerable.Range(first, count).Select(offset => (long)offset);

    /// <summary>Wants to store what no database takes.</summary>
    private sealed record Impossible(long ThreadId, long ActorId) : ThreadChange(ThreadId, ActorId, ClientId: null)
    {
        internal override Verdict Decide(Scene scene)
        {
            scene.Write(new RowWrite("INSERT INTO log_epoch (id, name) VALUES (2, NULL)"));
            return new Verdict.Noted();
        }
    }
}
