using System.Net;
using System.Text.Json;
using Loquat.Chat.Messages;

namespace Loquat.Server.Tests.Api;

public sealed class ApiOnSqlite(DemoOnSqlite demo) : ApiStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class ApiOnPostgres(DemoOnPostgres demo) : ApiStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>Whoever speaks HTTP alone can do what everybody can.</summary>
public abstract class ApiStories(DemoServer demo)
{
    [Fact]
    public async Task A_message_is_said_once_however_often_it_is_sent_and_heard_by_everybody()
    {
        using var john = await ApiClient.SignInAsync(demo.Server, "john");
        await using var bill = await demo.Server.ConnectAsync("bill", followsThreads: true);
        var room = await CreateAsync(john, "Said once");

        var first = await john.PostAsync($"/v1/threads/{room}/messages", """{"text":"hello ⚘"}""", "key-1");
        var again = await john.PostAsync($"/v1/threads/{room}/messages", """{"text":"hello ⚘"}""", "key-1");
        var history = await john.GetAsync($"/v1/threads/{room}/messages");
        var heard = await bill.CallAsync("thread:history", $$"""{"id":{{room}}}""");

        Assert.Equal((HttpStatusCode.Created, HttpStatusCode.Created), (first.Status, again.Status));
        Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());
        Assert.Equal($"/v1/messages/{first["message"].GetProperty("id")}", first.Location);
        Assert.Equal("hello ⚘", Assert.Single(history["messages"].EnumerateArray()).GetProperty("text").GetString());
        Assert.Equal(heard.GetRawText(), history.Body.GetRawText());
        Assert.Equal(HttpStatusCode.Conflict, (await john.PutAsync($"{first.Location}/pin", key: "key-1")).Status);
    }

    [Fact]
    public async Task Everything_that_can_be_done_to_a_message_is_an_event_of_the_log()
    {
        using var john = await ApiClient.SignInAsync(demo.Server, "john");
        var room = await CreateAsync(john, "All of it");
        var said = await john.PostAsync($"/v1/threads/{room}/messages", """{"text":"one"}""");
        var message = said.Location!;

        await DoneAsync(john.PatchAsync(message, """{"text":"two"}"""));
        await DoneAsync(john.PutAsync($"{message}/reactions/{Uri.EscapeDataString("👍")}"));
        await DoneAsync(john.DeleteAsync($"{message}/reactions/{Uri.EscapeDataString("👍")}"));
        await DoneAsync(john.PutAsync($"{message}/pin"));
        Assert.Single((await john.GetAsync($"/v1/threads/{room}/pins"))["messages"].EnumerateArray());
        await DoneAsync(john.DeleteAsync($"{message}/pin"));
        var branch = (await DoneAsync(john.PutAsync($"{message}/branch")))["thread"].GetProperty("id").GetInt64();
        Assert.Equal(HttpStatusCode.Created, (await john.PostAsync($"/v1/threads/{branch}/messages", """{"text":"aside"}""")).Status);
        Assert.Equal(HttpStatusCode.Created, (await john.PostAsync($"{message}/forward", $$"""{"thread":{{room}}}""")).Status);
        Assert.Equal(["one", "two"], (await john.GetAsync($"{message}/revisions"))["revisions"].EnumerateArray().Select(it => it.GetProperty("text").GetString()));
        await DoneAsync(john.PutAsync($"/v1/threads/{room}/name", """{"name":"None of it"}"""));
        await DoneAsync(john.PutAsync($"/v1/threads/{room}/topic", """{"topic":"nothing"}"""));
        await DoneAsync(john.DeleteAsync(message));
        await DoneAsync(john.PutAsync($"/v1/threads/{room}/archive"));
        await DoneAsync(john.DeleteAsync($"/v1/threads/{room}/archive"));

        var log = await john.GetAsync($"/v1/threads/{room}/events?after=1");
        Assert.Equal(
            [
                "message.posted", "message.edited", "reaction.added", "reaction.removed", "message.pinned", "message.unpinned", "branch.changed",
                "branch.changed", "message.posted", "thread.renamed", "thread.topic", "message.deleted", "thread.archived", "thread.reopened",
            ],
            log["events"].EnumerateArray().Select(it => it.GetProperty("content").GetProperty("type").GetString()!));
        Assert.Equal(Enumerable.Range(2, 14), log["events"].EnumerateArray().Select(it => it.GetProperty("offset").GetInt32()));
        Assert.Equal(15, log["offset"].GetInt32());
    }

    [Fact]
    public async Task What_is_ones_own_is_set_and_listed()
    {
        using var bill = await ApiClient.SignInAsync(demo.Server, "bill");
        var room = await CreateAsync(bill, "Mine");
        var message = (await bill.PostAsync($"/v1/threads/{room}/messages", """{"text":"keep me"}""")).Location!;

        Assert.Equal(2, (await DoneAsync(bill.PutAsync($"/v1/threads/{room}/read", """{"offset":2}""")))["offset"].GetInt32());
        Assert.Equal(1, (await DoneAsync(bill.PutAsync($"/v1/threads/{room}/unread", """{"offset":2}""")))["offset"].GetInt32());
        await DoneAsync(bill.PutAsync($"/v1/threads/{room}/notify", """{"level":"nothing","muted":true}"""));
        await DoneAsync(bill.PutAsync($"/v1/threads/{room}/draft", """{"text":"later"}"""));
        await DoneAsync(bill.PutAsync($"{message}/saved"));
        Assert.Equal(HttpStatusCode.NoContent, (await bill.PostAsync($"/v1/threads/{room}/typing")).Status);

        var shown = await bill.GetAsync($"/v1/threads/{room}");
        Assert.Equal(("nothing", 1), (shown["thread"].GetProperty("level").GetString(), shown["members"].GetInt32()));
        Assert.Contains((await bill.GetAsync("/v1/drafts"))["drafts"].EnumerateArray(), it => it.GetProperty("text").GetString() == "later");
        Assert.Single((await bill.GetAsync("/v1/saved"))["saved"].EnumerateArray());
        await DoneAsync(bill.DeleteAsync($"{message}/saved"));
        Assert.Empty((await bill.GetAsync("/v1/saved"))["saved"].EnumerateArray());
        Assert.Equal(("bill", Message.MaxTextLength), await MeAsync(bill));
        Assert.Equal("john", (await bill.GetAsync("/v1/users/search?query=jo"))["users"][0].GetProperty("username").GetString());
        Assert.Equal(2, (await bill.GetAsync("/v1/users"))["users"].GetArrayLength());
    }

    [Fact]
    public async Task Lists_come_in_pages_that_fit_together()
    {
        using var john = await ApiClient.SignInAsync(demo.Server, "john");
        using var bill = await ApiClient.SignInAsync(demo.Server, "bill");
        for (var i = 0; i < 5; i++)
            await CreateAsync(john, $"Page {i}");

        var names = new List<string>();
        for (string? after = ""; after is not null;)
        {
            var page = await bill.GetAsync($"/v1/rooms?query=page%20&limit=2{(after.Length > 0 ? $"&after={after}" : "")}");
            names.AddRange(page["rooms"].EnumerateArray().Select(room => room.GetProperty("name").GetString()!));
            after = page["next"].GetString();
        }

        Assert.Equal(["Page 0", "Page 1", "Page 2", "Page 3", "Page 4"], names.Order());
    }

    [Theory]
    [InlineData("GET", "/v1/threads/4711", null, 404)]
    [InlineData("GET", "/v1/threads/x", null, 404)]
    [InlineData("GET", "/v1/no/such", null, 404)]
    [InlineData("GET", "/v1/threads?limit=0", null, 400)]
    [InlineData("GET", "/v1/threads?limit=x", null, 400)]
    [InlineData("GET", "/v1/threads?after=x", null, 400)]
    [InlineData("GET", "/v1/threads/4711/events", null, 404)]
    [InlineData("GET", "/v1/threads/1/events?after=-1", null, 400)]
    [InlineData("POST", "/v1/threads/1/messages", """{"text":" "}""", 400)]
    [InlineData("POST", "/v1/threads/1/messages", """{"text":null}""", 400)]
    [InlineData("POST", "/v1/threads/1/messages", "{}", 400)]
    [InlineData("POST", "/v1/threads/1/messages", "not json", 400)]
    [InlineData("POST", "/v1/threads/4711/messages", """{"text":"x"}""", 404)]
    [InlineData("PUT", "/v1/threads/1/follow", null, 409)]
    [InlineData("PUT", "/v1/threads/1/notify", """{"level":"loud"}""", 400)]
    [InlineData("PUT", "/v1/messages/4711/branch", null, 404)]
    public async Task What_is_refused_is_a_problem_in_words(string method, string path, string? body, int status)
    {
        using var john = await ApiClient.SignInAsync(demo.Server, "john");

        var refused = await john.SendAsync(new HttpMethod(method), path, body);

        Assert.Equal((status, "application/problem+json"), ((int)refused.Status, refused.ContentType));
        Assert.Equal(status, refused["status"].GetInt32());
        Assert.NotEmpty(refused["title"].GetString()!);
    }

    [Theory]
    [InlineData("GET", "/v1/threads?limit=0", null, "limit_invalid")]
    [InlineData("GET", "/v1/threads?after=x", null, "cursor_invalid")]
    [InlineData("GET", "/v1/threads/1/events?after=-1", null, "offset_invalid")]
    [InlineData("POST", "/v1/threads/1/messages", """{"text":" "}""", "text_empty")]
    [InlineData("PUT", "/v1/messages/1/reactions/%F0%9F%91%8D%F0%9F%91%8D%20", null, "emoji_invalid")]
    [InlineData("PUT", "/v1/threads/1/follow", null, "not_a_branch")]
    public async Task What_is_refused_has_a_reason_for_programs(string method, string path, string? body, string reason)
    {
        using var john = await ApiClient.SignInAsync(demo.Server, "john");

        var refused = await john.SendAsync(new HttpMethod(method), path, body);

        Assert.Equal(reason, refused["reason"].GetString());
        Assert.DoesNotContain("[", refused["detail"].GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_that_was_passed_is_told_as_a_number_through_both_doors()
    {
        using var john = await ApiClient.SignInAsync(demo.Server, "john");
        await using var guest = await demo.Server.ConnectAsync("john");
        var room = $$"""{"name":"{{new string('x', 201)}}"}""";

        var refused = await john.PostAsync("/v1/threads", room);
        var error = await guest.RefusalOfAsync("thread:create", room);

        Assert.Equal(("text_too_long", 200), (refused["reason"].GetString(), refused["limit"].GetInt32()));
        Assert.Equal((400u, "The text is longer than 200 characters. [text_too_long limit=200]"), (error.Code, error.Message));
    }

    [Fact]
    public async Task A_token_is_given_for_a_name_and_a_password_and_ends_when_asked_to()
    {
        using var nobody = new ApiClient(demo.Server.Url);
        var refused = await nobody.PostAsync("/v1/tokens", """{"username":"john","password":"wrong"}""");
        var given = await nobody.PostAsync("/v1/tokens", """{"username":"john","password":"secret","device":"script"}""");
        using var john = new ApiClient(demo.Server.Url, given["token"].GetString());

        Assert.Equal((HttpStatusCode.Unauthorized, HttpStatusCode.Created), (refused.Status, given.Status));
        Assert.Equal("application/problem+json", refused.ContentType);
        Assert.Equal(("john", Message.MaxTextLength), await MeAsync(john));
        Assert.Equal(HttpStatusCode.NoContent, (await john.DeleteAsync("/v1/tokens/current")).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await john.GetAsync("/v1/me")).Status);
    }

    [Fact]
    public async Task Without_a_token_nothing_is_told()
    {
        using var nobody = new ApiClient(demo.Server.Url);
        using var wrong = new ApiClient(demo.Server.Url, "wrong");

        foreach (var client in new[] { nobody, wrong })
        {
            var refused = await client.GetAsync("/v1/threads");
            Assert.Equal((HttpStatusCode.Unauthorized, "application/problem+json", "Bearer"), (refused.Status, refused.ContentType, refused.Challenge));
        }
    }

    [Fact]
    public async Task A_cookie_reads_and_changes_something_for_our_own_pages_alone()
    {
        using var client = new ApiClient(demo.Server.Url);
        var cookie = ("Cookie", $"loquat={await demo.Server.BearerOfAsync("john")}");
        var origin = demo.Server.Url.GetLeftPart(UriPartial.Authority);
        const string Path = "/v1/threads/1/messages";
        const string Body = """{"text":"by cookie"}""";

        Assert.Equal(HttpStatusCode.OK, (await client.SendAsync(HttpMethod.Get, Path, null, cookie)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(HttpMethod.Post, Path, Body, cookie)).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(HttpMethod.Post, Path, Body, cookie, ("Origin", "http://evil.example"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(HttpMethod.Post, Path, Body, cookie, ("Origin", "null"))).Status);
        Assert.Equal(HttpStatusCode.Unauthorized, (await client.SendAsync(HttpMethod.Post, Path, Body, cookie, ("Sec-Fetch-Site", "same-site"))).Status);
        Assert.Equal(
            HttpStatusCode.Unauthorized,
            (await client.SendAsync(HttpMethod.Post, Path, Body, cookie, ("Origin", "http://evil.example"), ("Sec-Fetch-Site", "same-origin"))).Status);
        Assert.Equal(HttpStatusCode.Created, (await client.SendAsync(HttpMethod.Post, Path, Body, cookie, ("Origin", origin))).Status);
        Assert.Equal(HttpStatusCode.Created, (await client.SendAsync(HttpMethod.Post, Path, Body, cookie, ("Sec-Fetch-Site", "same-origin"))).Status);
    }

    private static async Task<(string?, int)> MeAsync(ApiClient client)
    {
        var me = await client.GetAsync("/v1/me");
        return (me["user"].GetProperty("username").GetString(), me["limits"].GetProperty("messageLength").GetInt32());
    }

    private static async Task<ApiClient.Answer> DoneAsync(Task<ApiClient.Answer> change)
    {
        var answer = await change;
        Assert.True(answer.Status == HttpStatusCode.OK, $"{answer.Status} {answer.Body}");
        return answer;
    }

    private static async Task<long> CreateAsync(ApiClient client, string name)
    {
        var made = await client.PostAsync("/v1/threads", JsonSerializer.Serialize(new { name }));
        Assert.Equal(HttpStatusCode.Created, made.Status);
        return made["thread"].GetProperty("id").GetInt64();
    }
}
