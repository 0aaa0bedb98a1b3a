using System.Text;
using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Server.Tests.Rpc;

public sealed class TutorialOnSqlite(DemoOnSqlite demo) : TutorialStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class TutorialOnPostgres(DemoOnPostgres demo) : TutorialStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>What a front-end that was written for the tutorial's back end relies on.</summary>
public abstract class TutorialStories(DemoServer demo)
{
    public static TheoryData<WireEncoding> Encodings => [WireEncoding.Json, WireEncoding.Protobuf];

    public static TheoryData<string, string, uint> BadCalls => new()
    {
        { "thread:history", """{}""", 400 },
        { "thread:history", """{"id":null}""", 400 },
        { "thread:history", """{"id":""}""", 400 },
        { "thread:history", """{"id":"one"}""", 400 },
        { "thread:history", """{"id":1.5}""", 400 },
        { "thread:history", """{"id":[1]}""", 400 },
        { "thread:history", """{"id":1,"limit":0}""", 400 },
        { "thread:history", """{"id":1,"before":"x"}""", 400 },
        { "thread:history", """{"id":-1}""", 404 },
        { "thread:history", """{"id":4711}""", 404 },
        { "thread:publish", """{"id":1}""", 400 },
        { "thread:publish", """{"id":1,"message":null}""", 400 },
        { "thread:publish", """{"id":1,"message":7}""", 400 },
        { "thread:publish", """{"id":1,"message":{"text":"x"}}""", 400 },
        { "thread:publish", """{"id":1,"message":""}""", 400 },
        { "thread:publish", """{"id":1,"message":" \n\t "}""", 400 },
        { "thread:publish", """{"message":"x"}""", 400 },
        { "thread:publish", """{"id":4711,"message":"x"}""", 404 },
        { "thread:publish", """{"id":1,"message":"x","clientId":5}""", 400 },
        { "thread:create", """{"name":""}""", 400 },
        { "thread:create", """{"name":["x"]}""", 400 },
    };

    [Fact]
    public async Task A_token_that_is_half_a_character_is_none()
    {
        var request = new ConnectRequest { Data = """{"authToken":"\ud800"}"""u8.ToArray() };

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ProtocolClient.ConnectAsync(demo.Server.WebSocketUrl, request));

        Assert.Equal(new ProtocolError(403, "Unauthorized"), refused.Error);
    }

    [Theory, MemberData(nameof(Encodings))]
    public async Task Connecting_says_who_i_am_and_follows_the_public_channel(WireEncoding encoding)
    {
        await using var john = await demo.Server.ConnectAsync("john", encoding);

        var user = john.Greeting.GetProperty("user");
        Assert.Equal(1, user.GetProperty("id").GetInt64());
        Assert.Equal("john", user.GetProperty("username").GetString());
        Assert.Equal(["chat"], john.Client.Connected.Subscriptions!.Keys);
    }

    [Theory, MemberData(nameof(Encodings))]
    public async Task What_one_publishes_the_other_sees_and_history_keeps(WireEncoding encoding)
    {
        await using var john = await demo.Server.ConnectAsync("john", encoding);
        await using var bill = await demo.Server.ConnectAsync("bill", encoding);

        var answer = await john.CallAsync("thread:publish", """{"id":1,"message":"Is this thing on?"}""");
        var push = await bill.NextAsync<Push.Pub>(push => push.Channel == "chat" && IdOf(Guest.DataOf(push)) == IdOf(answer));
        var history = await bill.CallAsync("thread:history", """{"id":1}""");

        Assert.Equal("""{"id":1,"name":"First thread"}""", answer.GetProperty("thread").GetRawText());
        var message = answer.GetProperty("message");
        Assert.Equal("Is this thing on?", message.GetProperty("text").GetString());
        Assert.Equal("""{"id":1,"username":"john"}""", message.GetProperty("user").GetRawText());
        Assert.Equal(0UL, push.Publication.Offset);
        var seen = Guest.DataOf(push);
        Assert.Equal("message", seen.GetProperty("type").GetString());
        Assert.Equal(message.GetRawText(), seen.GetProperty("message").GetRawText());
        Assert.Equal("""{"id":1,"name":"First thread"}""", seen.GetProperty("thread").GetRawText());
        Assert.Equal(message.GetRawText(), history.GetProperty("messages").EnumerateArray().Last().GetRawText());
    }

    [Fact]
    public async Task A_thread_may_be_named_by_a_numeric_string()
    {
        await using var john = await demo.Server.ConnectAsync("john");

        var answer = await john.CallAsync("thread:publish", """{"id":"1","message":"by string"}""");

        Assert.Equal(1, answer.GetProperty("thread").GetProperty("id").GetInt64());
    }

    [Theory, MemberData(nameof(Encodings))]
    public async Task Any_other_method_is_a_result_that_says_not_found(WireEncoding encoding)
    {
        await using var john = await demo.Server.ConnectAsync("john", encoding);

        Assert.Equal("""{"error":"Not found","code":404}""", (await john.CallAsync("thread:delete", """{"id":1}""")).GetRawText());
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"authToken":""}""")]
    [InlineData("""{"authToken":5}""")]
    [InlineData("""{"authToken":"wrong"}""")]
    [InlineData("[]")]
    public async Task A_connect_without_a_good_token_is_unauthorized(string data)
    {
        var request = new ConnectRequest { Data = Encoding.UTF8.GetBytes(data) };

        var refused = await Assert.ThrowsAsync<RefusedException>(() => ProtocolClient.ConnectAsync(demo.Server.WebSocketUrl, request));

        Assert.Equal(new ProtocolError(403, "Unauthorized"), refused.Error);
    }

    [Theory]
    [InlineData("thread:history", """{"id":1}""")]
    [InlineData("thread:publish", """{"id":1,"message":"x","authToken":"wrong"}""")]
    [InlineData("no:such", null)]
    public async Task A_call_without_a_good_token_is_unauthorized_and_the_connection_stays(string method, string? data)
    {
        await using var john = await demo.Server.ConnectAsync("john");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => john.Client.RpcAsync(method, data));

        Assert.Equal(new ProtocolError(403, "Unauthorized"), refused.Error);
        await john.CallAsync("thread:list");
    }

    [Theory, MemberData(nameof(BadCalls))]
    public async Task A_bad_call_is_refused_in_words_stores_nothing_and_the_connection_stays(string method, string fields, uint code)
    {
        await using var john = await demo.Server.ConnectAsync("john");
        var before = await john.CallAsync("thread:list");

        var error = await john.RefusalOfAsync(method, fields);

        Assert.Equal(code, error.Code);
        Assert.NotEmpty(error.Message);
        Assert.False(error.Temporary);
        Assert.Equal(before.GetRawText(), (await john.CallAsync("thread:list")).GetRawText());
    }

    [Fact]
    public async Task History_comes_in_pages_that_fit_together()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        var thread = (await john.CallAsync("thread:create", """{"name":"Pages"}""")).GetProperty("thread").GetProperty("id").GetInt64();
        for (var i = 1; i <= 5; i++)
            await john.CallAsync("thread:publish", $$"""{"id":{{thread}},"message":"{{i}}"}""");

        var newest = await john.CallAsync("thread:history", $$"""{"id":{{thread}},"limit":3}""");
        var before = newest.GetProperty("messages")[0].GetProperty("offset").GetInt64();
        var older = await john.CallAsync("thread:history", $$"""{"id":{{thread}},"limit":3,"before":{{before}}}""");

        Assert.Equal(["3", "4", "5"], Texts(newest));
        Assert.True(newest.GetProperty("more").GetBoolean());
        Assert.Equal(["1", "2"], Texts(older));
        Assert.False(older.GetProperty("more").GetBoolean());
        Assert.Equal(6, newest.GetProperty("offset").GetInt64());
        Assert.NotEmpty(newest.GetProperty("epoch").GetString()!);
    }

    [Fact]
    public async Task The_same_client_id_says_it_once()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        const string Call = """{"id":1,"message":"once","clientId":"the-same"}""";

        var first = await john.CallAsync("thread:publish", Call);
        var second = await john.CallAsync("thread:publish", Call);

        Assert.Equal(first.GetProperty("message").GetRawText(), second.GetProperty("message").GetRawText());
    }

    private static long IdOf(System.Text.Json.JsonElement told) => told.TryGetProperty("message", out var message) ? message.GetProperty("id").GetInt64() : 0;

    private static IEnumerable<string?> Texts(System.Text.Json.JsonElement page) =>
        page.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("text").GetString());
}
