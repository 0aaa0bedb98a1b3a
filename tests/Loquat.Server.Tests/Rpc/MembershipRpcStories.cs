using System.Text.Json;
using Loquat.Protocol;

namespace Loquat.Server.Tests.Rpc;

public sealed class MembershipRpcOnSqlite(DemoOnSqlite demo) : MembershipRpcStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class MembershipRpcOnPostgres(DemoOnPostgres demo) : MembershipRpcStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>Who belongs to a thread, by call, and what live connections make of it.</summary>
public abstract class MembershipRpcStories(DemoServer demo)
{
    private const long Bill = 2;

    [Fact]
    public async Task Who_is_invited_follows_at_once_and_who_is_removed_hears_no_more()
    {
        await using var john = await demo.Server.ConnectAsync("john", followsThreads: true);
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);
        var room = await CreateAsync(john);

        var invited = await john.CallAsync("thread:invite", $$"""{"id":{{room}},"user":{{Bill}}}""");
        await bill.NextAsync<Push.Subscribe>(push => push.Channel == $"thread:{room}");
        await bill.NextAsync($"user:{Bill}", "thread.created", news => news.GetProperty("thread").GetProperty("id").GetInt64() == room);
        await SayAsync(john, room, "welcome");
        var heard = await bill.NextAsync<Push.Pub>(push => push.Channel == $"thread:{room}");
        await john.CallAsync("thread:remove", $$"""{"id":{{room}},"user":{{Bill}}}""");
        await bill.NextAsync<Push.Unsubscribe>(push => push.Channel == $"thread:{room}");
        await bill.NextAsync($"user:{Bill}", "thread.left", left => left.GetProperty("threadId").GetInt64() == room);
        await SayAsync(john, room, "behind his back");
        await SayAsync(john, 1, "for all");
        var after = await bill.UntilToldAsync("for all");

        Assert.Equal(2, invited.GetProperty("offset").GetInt64());
        Assert.Equal(3UL, heard.Publication.Offset);
        // Of the end a client may be told twice, but of nothing else.
        Assert.DoesNotContain(after, push => push is not Push.Unsubscribe && push.Channel == $"thread:{room}");
        Assert.Equal(new ProtocolError(404, "Not found"), await bill.RefusalOfAsync("thread:members", $$"""{"id":{{room}}}"""));
    }

    [Fact]
    public async Task A_direct_conversation_is_there_for_both_whoever_asks()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill");

        var his = (await john.CallAsync("thread:direct", """{"users":[2]}""")).GetProperty("thread");
        var hers = (await bill.CallAsync("thread:direct", """{"users":[1]}""")).GetProperty("thread");
        await SayAsync(john, his.GetProperty("id").GetInt64(), "between us");

        Assert.Equal(his.GetProperty("id").GetInt64(), hers.GetProperty("id").GetInt64());
        Assert.Equal(("john, bill", true), (his.GetProperty("name").GetString(), his.GetProperty("direct").GetBoolean()));
        var listed = (await bill.CallAsync("thread:list")).GetProperty("threads").EnumerateArray()
            .ToDictionary(thread => thread.GetProperty("id").GetInt64());
        Assert.Equal(
            ["john", "bill"],
            listed[his.GetProperty("id").GetInt64()].GetProperty("people").EnumerateArray().Select(person => person.GetProperty("username").GetString()));
        Assert.False(listed[1].TryGetProperty("people", out _));
    }

    [Fact]
    public async Task A_room_is_named_described_closed_and_opened_by_call()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        await using var bill = await demo.Server.ConnectAsync("bill");
        var room = await CreateAsync(john);
        await john.CallAsync("thread:invite", $$"""{"id":{{room}},"user":{{Bill}},"clientId":"i1"}""");

        await john.CallAsync("thread:role", $$"""{"id":{{room}},"user":{{Bill}},"role":"moderator"}""");
        await bill.CallAsync("thread:rename", $$"""{"id":{{room}},"name":"Renamed"}""");
        await bill.CallAsync("thread:topic", $$"""{"id":{{room}},"topic":"Topic"}""");
        await john.CallAsync("thread:archive", $$"""{"id":{{room}}}""");
        var listed = (await bill.CallAsync("thread:list")).GetProperty("threads").EnumerateArray()
            .Single(thread => thread.GetProperty("id").GetInt64() == room);
        var refused = await bill.RefusalOfAsync("thread:publish", $$"""{"id":{{room}},"message":"x"}""");
        await john.CallAsync("thread:reopen", $$"""{"id":{{room}}}""");
        await bill.CallAsync("thread:leave", $$"""{"id":{{room}}}""");

        Assert.Equal("Renamed", listed.GetProperty("name").GetString());
        Assert.Equal("Topic", listed.GetProperty("topic").GetString());
        Assert.Equal("moderator", listed.GetProperty("role").GetString());
        Assert.True(listed.TryGetProperty("archivedAt", out _));
        Assert.Equal(409U, refused.Code);
    }

    [Theory]
    [InlineData("thread:join", """{"id":4711}""", 404)]
    [InlineData("thread:invite", """{"id":1,"user":4711}""", 404)]
    [InlineData("thread:invite", """{"id":1}""", 400)]
    [InlineData("thread:role", """{"id":1,"user":2,"role":"emperor"}""", 400)]
    [InlineData("thread:rename", """{"id":1,"name":"x"}""", 103)]
    [InlineData("thread:rename", """{"id":1,"name":" "}""", 400)]
    [InlineData("thread:archive", """{"id":1}""", 103)]
    [InlineData("thread:members", """{"id":1,"limit":0}""", 400)]
    [InlineData("thread:direct", """{"users":[4711]}""", 404)]
    [InlineData("thread:direct", """{"users":"2"}""", 400)]
    [InlineData("thread:list", """{"after":"yesterday"}""", 400)]
    public async Task A_bad_call_is_refused_in_words(string method, string fields, uint code)
    {
        await using var john = await demo.Server.ConnectAsync("john");

        var error = await john.RefusalOfAsync(method, fields);

        Assert.Equal((code, false), (error.Code, error.Temporary));
        Assert.NotEmpty(error.Message);
    }

    private static async Task<long> CreateAsync(Guest guest)
    {
        var answer = await guest.CallAsync("thread:create", """{"name":"Ours","private":true}""");
        return answer.GetProperty("thread").GetProperty("id").GetInt64();
    }

    private static Task<JsonElement> SayAsync(Guest guest, long thread, string text) =>
        guest.CallAsync("thread:publish", JsonSerializer.Serialize(new { id = thread, message = text }));
}
