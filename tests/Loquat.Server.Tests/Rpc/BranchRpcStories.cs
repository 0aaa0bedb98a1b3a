using System.Text.Json;
using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Server.Tests.Rpc;

public sealed class BranchRpcOnSqlite(DemoOnSqlite demo) : BranchRpcStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class BranchRpcOnPostgres(DemoOnPostgres demo) : BranchRpcStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>Branches by call, and what live connections make of them.</summary>
public abstract class BranchRpcStories(DemoServer demo)
{
    private const long Bill = 2;

    [Fact]
    public async Task Whoever_is_called_into_a_branch_follows_it_at_once_and_again_after_coming_back()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);
        var room = await CreateAsync(john, isPrivate: true);
        await john.CallAsync("thread:invite", $$"""{"id":{{room}},"user":{{Bill}}}""");
        var start = await SayAsync(john, room, "where to?");
        var branch = await BranchAsync(john, start);

        await SayAsync(john, branch, "over here, @bill");
        await UntilAsync(bill, push => push is Push.Subscribe it && it.Channel == $"thread:{branch}");
        var followed = await NextOfAsync(bill, "user:2", "thread.followed");
        await SayAsync(john, branch, "quick");
        var heard = await NextOfAsync(bill, $"thread:{branch}", "message.posted");
        await using var phone = await demo.Server.ConnectAsync("bill", followsThreads: true);

        Assert.Equal(branch, followed.GetProperty("thread").GetProperty("id").GetInt64());
        Assert.Equal(start, followed.GetProperty("thread").GetProperty("parent").GetProperty("message").GetInt64());
        Assert.Equal("quick", heard.GetProperty("message").GetProperty("text").GetString());
        Assert.Contains($"thread:{branch}", phone.Client.Connected.Subscriptions!.Keys);
        var listed = (await phone.CallAsync("thread:branches")).GetProperty("branches")
            .EnumerateArray().Single(item => item.GetProperty("thread").GetProperty("id").GetInt64() == branch);
        Assert.Equal((2, 1), (listed.GetProperty("thread").GetProperty("unread").GetInt32(), listed.GetProperty("thread").GetProperty("mentions").GetInt32()));
        Assert.Equal("where to?", listed.GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public async Task The_mark_at_the_message_comes_by_the_log_of_its_thread()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);
        var start = await SayAsync(john, 1, "a question");
        var branch = await BranchAsync(bill, start);

        var begun = await NextOfAsync(bill, "thread:1", "branch.changed");
        await SayAsync(john, branch, "an answer");
        var grown = await NextOfAsync(bill, "thread:1", "branch.changed");
        var page = await bill.CallAsync("thread:history", """{"id":1,"limit":1}""");

        Assert.Equal((start, 0), (begun.GetProperty("messageId").GetInt64(), begun.GetProperty("branch").GetProperty("replies").GetInt32()));
        Assert.Equal(1, grown.GetProperty("branch").GetProperty("replies").GetInt32());
        Assert.Equal(grown.GetProperty("branch").GetRawText(), page.GetProperty("messages")[0].GetProperty("branch").GetRawText());
        Assert.DoesNotContain((await bill.CallAsync("thread:list")).GetProperty("threads").EnumerateArray(), it => it.GetProperty("id").GetInt64() == branch);
    }

    [Fact]
    public async Task Who_is_removed_from_a_room_hears_no_more_of_its_branches()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);
        var room = await CreateAsync(john, isPrivate: true);
        await john.CallAsync("thread:invite", $$"""{"id":{{room}},"user":{{Bill}}}""");
        var branch = await BranchAsync(john, await SayAsync(john, room, "start"));
        await SayAsync(bill, branch, "I am here");
        await UntilAsync(bill, push => push is Push.Subscribe it && it.Channel == $"thread:{branch}");

        await john.CallAsync("thread:remove", $$"""{"id":{{room}},"user":{{Bill}}}""");
        await UntilAsync(bill, push => push is Push.Unsubscribe it && it.Channel == $"thread:{branch}");

        await SayAsync(john, branch, "behind his back");
        await SayAsync(john, 1, "for all");
        Push next;
        do
        {
            next = await bill.Client.NextPushAsync();
            Assert.False(next is Push.Pub pub && pub.Channel == $"thread:{branch}");
        }
        while (next is not Push.Pub { Channel: "chat" });
        Assert.Equal(404U, (await bill.RefusalOfAsync("thread:history", $$"""{"id":{{branch}}}""")).Code);
        Assert.Equal(
            ProtocolError.UnknownChannel,
            (await Assert.ThrowsAsync<RefusedException>(() => bill.Client.SubscribeAsync($"thread:{branch}"))).Error);
    }

    [Fact]
    public async Task Who_unfollows_a_branch_hears_no_more_of_it_until_they_look_at_it()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);
        var branch = await BranchAsync(john, await SayAsync(john, 1, "a start"));
        await SayAsync(bill, branch, "I am here");
        await UntilAsync(bill, push => push is Push.Subscribe it && it.Channel == $"thread:{branch}");

        await bill.CallAsync("thread:unfollow", $$"""{"id":{{branch}}}""");
        await UntilAsync(bill, push => push is Push.Unsubscribe it && it.Channel == $"thread:{branch}");
        await NextOfAsync(bill, "user:2", "thread.unfollowed");
        await SayAsync(john, branch, "without him");
        await bill.Client.SubscribeAsync($"thread:{branch}");
        await SayAsync(john, branch, "and with him");

        var heard = await NextOfAsync(bill, $"thread:{branch}", "message.posted");
        Assert.Equal("and with him", heard.GetProperty("message").GetProperty("text").GetString());
    }

    [Fact]
    public async Task What_is_looked_for_is_found_by_call()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill");
        var room = await CreateAsync(john, isPrivate: false);
        var message = await SayAsync(john, room, "here it is");
        await john.CallAsync("message:pin", $$"""{"id":{{message}}}""");

        var shown = await bill.CallAsync("message:show", $$"""{"id":"{{message}}"}""");
        var pins = await bill.CallAsync("thread:pins", $$"""{"id":{{room}}}""");
        var rooms = await bill.CallAsync("thread:browse", """{"query":"ours"}""");
        var people = await bill.CallAsync("user:find", $$"""{"query":"j","thread":{{room}}}""");
        var around = await bill.CallAsync("thread:history", $$"""{"id":{{room}},"around":2}""");

        Assert.Equal(room, shown.GetProperty("thread").GetProperty("id").GetInt64());
        Assert.Equal(message, pins.GetProperty("messages")[0].GetProperty("id").GetInt64());
        Assert.Contains(rooms.GetProperty("rooms").EnumerateArray(), it => it.GetProperty("id").GetInt64() == room);
        Assert.Equal("""[{"id":1,"username":"john","member":true}]""", people.GetProperty("users").GetRawText());
        Assert.Equal((1, false), (around.GetProperty("messages").GetArrayLength(), around.GetProperty("newer").GetBoolean()));
        Assert.Equal(1, (await bill.CallAsync("thread:show", $$"""{"id":{{room}}}""")).GetProperty("members").GetInt32());
        Assert.Equal(2, (await bill.CallAsync("user:list")).GetProperty("users").GetArrayLength());
        Assert.Equal(16_000, john.Greeting.GetProperty("limits").GetProperty("messageLength").GetInt32());
    }

    [Theory]
    [InlineData("thread:branch", """{"message":4711}""", 404)]
    [InlineData("thread:branch", "{}", 400)]
    [InlineData("thread:branches", """{"id":4711}""", 404)]
    [InlineData("thread:branches", """{"limit":0}""", 400)]
    [InlineData("thread:branches", """{"after":"x"}""", 400)]
    [InlineData("thread:follow", """{"id":4711}""", 404)]
    [InlineData("thread:follow", """{"id":1}""", 409)]
    [InlineData("thread:unfollow", """{"id":4711}""", 404)]
    [InlineData("thread:show", """{"id":4711}""", 404)]
    [InlineData("thread:pins", """{"id":4711}""", 404)]
    [InlineData("thread:browse", """{"after":"x"}""", 400)]
    [InlineData("thread:history", """{"id":1,"before":1,"after":1}""", 400)]
    [InlineData("message:show", """{"id":4711}""", 404)]
    [InlineData("user:find", """{"thread":4711}""", 404)]
    [InlineData("user:find", """{"limit":0}""", 400)]
    [InlineData("user:list", """{"limit":0}""", 400)]
    public async Task A_bad_call_is_refused_in_words(string method, string fields, uint code)
    {
        await using var john = await demo.Server.ConnectAsync("john");

        var error = await john.RefusalOfAsync(method, fields);

        Assert.Equal((code, false), (error.Code, error.Temporary));
        Assert.NotEmpty(error.Message);
    }

    private static async Task<long> CreateAsync(Guest guest, bool isPrivate)
    {
        var answer = await guest.CallAsync("thread:create", JsonSerializer.Serialize(new { name = "Ours", @private = isPrivate }));
        return answer.GetProperty("thread").GetProperty("id").GetInt64();
    }

    private static async Task<long> SayAsync(Guest guest, long thread, string text) =>
        (await guest.CallAsync("thread:publish", JsonSerializer.Serialize(new { id = thread, message = text }))).GetProperty("message").GetProperty("id").GetInt64();

    private static async Task<long> BranchAsync(Guest guest, long message) =>
        (await guest.CallAsync("thread:branch", $$"""{"message":{{message}}}""")).GetProperty("thread").GetProperty("id").GetInt64();

    private static async Task UntilAsync(Guest guest, Func<Push, bool> isMet)
    {
        while (!isMet(await guest.Client.NextPushAsync()))
        {
        }
    }

    /// <summary>The next publication of this kind; others are stepped over.</summary>
    private static async Task<JsonElement> NextOfAsync(Guest guest, string channel, string type)
    {
        while (true)
        {
            if (await guest.Client.NextPushAsync() is Push.Pub pub && pub.Channel == channel)
            {
                var data = JsonDocument.Parse(pub.Publication.Data).RootElement;
                if (data.GetProperty("type").GetString() == type)
                    return data;
            }
        }
    }
}
