using System.Net;
using System.Text.Json;
using Loquat.Protocol;
using Loquat.Server.Tests.Api;
using Loquat.Testing;

namespace Loquat.Server.Tests.Rpc;

public sealed class TextRpcOnSqlite(DemoOnSqlite demo) : TextRpcStories(demo), IClassFixture<DemoOnSqlite>;

public sealed class TextRpcOnPostgres(DemoOnPostgres demo) : TextRpcStories(demo), IClassFixture<DemoOnPostgres>;

/// <summary>What no database could keep is refused, whichever field and door it comes by, and breaks nothing.</summary>
public abstract class TextRpcStories(DemoServer demo)
{
    private const string Nul = @"\u0000";
    private const string Half = @"\ud83d";

    /// <summary>Every field of a call that holds text which somebody has made up, as TEXT.</summary>
    public static TheoryData<string, string> Fields => new()
    {
        { "thread:publish", """{"id":1,"message":"TEXT"}""" },
        { "thread:publish", """{"id":1,"message":"hello","clientId":"TEXT"}""" },
        { "thread:create", """{"name":"TEXT"}""" },
        { "thread:rename", """{"id":ROOM,"name":"TEXT"}""" },
        { "thread:topic", """{"id":ROOM,"topic":"TEXT"}""" },
        { "message:edit", """{"id":MESSAGE,"text":"TEXT"}""" },
        { "message:react", """{"id":MESSAGE,"emoji":"TEXT"}""" },
        { "message:unreact", """{"id":MESSAGE,"emoji":"TEXT"}""" },
        { "message:pin", """{"id":MESSAGE,"clientId":"TEXT"}""" },
        { "draft:set", """{"id":1,"text":"TEXT"}""" },
        { "thread:browse", """{"after":"TEXT"}""" },
        { "thread:list", """{"after":"TEXT"}""" },
        { "thread:pins", """{"id":1,"after":"TEXT"}""" },
        { "message:saved", """{"after":"TEXT"}""" },
    };

    [Theory, MemberData(nameof(Fields))]
    public async Task No_call_takes_what_is_no_text(string method, string fields)
    {
        await using var john = await demo.Server.ConnectAsync("john", WireEncoding.Protobuf);
        var room = (await john.CallAsync("thread:create", """{"name":"Text"}""")).GetProperty("thread").GetProperty("id").GetInt64();
        var message = (await john.CallAsync("thread:publish", $$"""{"id":{{room}},"message":"hello"}""")).GetProperty("message").GetProperty("id").GetInt64();
        var sent = fields.Replace("ROOM", $"{room}", StringComparison.Ordinal).Replace("MESSAGE", $"{message}", StringComparison.Ordinal);

        foreach (var bad in (string[])[$"a{Nul}b", Half, $"a{Half}b"])
        {
            var refusal = await john.RefusalOfAsync(method, sent.Replace("TEXT", bad, StringComparison.Ordinal));
            Assert.Equal(400u, refusal.Code);
            Assert.False(string.IsNullOrWhiteSpace(refusal.Message));
        }
    }

    [Theory]
    [InlineData("user:find", """{"query":"TEXT"}""")]
    [InlineData("thread:browse", """{"query":"TEXT"}""")]
    public async Task Nothing_is_found_by_what_is_no_text(string method, string fields)
    {
        await using var john = await demo.Server.ConnectAsync("john");

        var found = await john.CallAsync(method, fields.Replace("TEXT", $"j{Nul}", StringComparison.Ordinal));
        Assert.Equal(0, found.EnumerateObject().First(property => property.Value.ValueKind == JsonValueKind.Array).Value.GetArrayLength());
        Assert.Equal(400u, (await john.RefusalOfAsync(method, fields.Replace("TEXT", Half, StringComparison.Ordinal))).Code);
    }

    [Theory]
    [InlineData("POST", "/v1/threads", """{"name":"TEXT"}""")]
    [InlineData("POST", "/v1/threads/1/messages", """{"text":"TEXT"}""")]
    [InlineData("PUT", "/v1/threads/1/name", """{"name":"TEXT"}""")]
    [InlineData("PUT", "/v1/threads/1/topic", """{"topic":"TEXT"}""")]
    [InlineData("PUT", "/v1/threads/1/draft", """{"text":"TEXT"}""")]
    public async Task Nor_does_the_API(string method, string path, string body)
    {
        using var john = await ApiClient.SignInAsync(demo.Server, "john");

        foreach (var bad in (string[])[$"a{Nul}b", Half, $"a{Half}b"])
        {
            var refused = await john.SendAsync(new HttpMethod(method), path, body.Replace("TEXT", bad, StringComparison.Ordinal));
            Assert.Equal((HttpStatusCode.BadRequest, "application/problem+json"), (refused.Status, refused.ContentType));
        }
    }

    [Fact]
    public async Task Nor_is_it_the_name_of_a_field()
    {
        await using var john = await demo.Server.ConnectAsync("john");
        using var http = await ApiClient.SignInAsync(demo.Server, "john");

        Assert.Equal(400u, (await john.RefusalOfAsync("thread:create", $$"""{"{{Half}}":1,"name":"Fields"}""")).Code);
        Assert.Equal(400u, (await john.RefusalOfAsync("thread:create", $$"""{"name":"Fields","more":{"{{Half}}":1},"{{Half}}":2}""")).Code);
        Assert.Equal(HttpStatusCode.BadRequest, (await http.PostAsync("/v1/threads", $$"""{"{{Half}}":1,"name":"Fields"}""")).Status);
        await Assert.ThrowsAsync<RefusedException>(() => john.Client.RpcAsync("thread:list", $$"""{"{{Half}}":1,"authToken":"{{john.Bearer}}"}"""));
    }

    [Theory]
    [InlineData("/v1/users/search?query=%00", HttpStatusCode.OK)]
    [InlineData("/v1/users/search?query=%ED%A0%BD", HttpStatusCode.OK)]
    [InlineData("/v1/rooms?query=a%00b", HttpStatusCode.OK)]
    [InlineData("/v1/rooms?after=%00", HttpStatusCode.BadRequest)]
    [InlineData("/v1/threads?after=1.%00", HttpStatusCode.BadRequest)]
    public async Task Nor_does_an_address(string path, HttpStatusCode expected)
    {
        using var john = await ApiClient.SignInAsync(demo.Server, "john");

        Assert.Equal(expected, (await john.GetAsync(path)).Status);
    }

    [Theory]
    [InlineData($$"""{"username":"jo{{Nul}}hn","password":"secret"}""", HttpStatusCode.Unauthorized)]
    [InlineData($$"""{"username":"john","password":"sec{{Nul}}ret"}""", HttpStatusCode.Unauthorized)]
    [InlineData($$"""{"username":"{{Half}}","password":"secret"}""", HttpStatusCode.BadRequest)]
    [InlineData($$"""{"username":"bill","password":"secret","device":"a{{Nul}}b"}""", HttpStatusCode.Created)]
    public async Task A_sign_in_with_what_is_no_text_is_answered(string body, HttpStatusCode expected)
    {
        using var nobody = new ApiClient(demo.Server.Url);

        Assert.Equal(expected, (await nobody.PostAsync("/v1/tokens", body)).Status);
    }

    [Theory]
    [InlineData(Nul)]
    [InlineData(Half)]
    public async Task A_bearer_that_is_no_text_is_nobodys(string bearer)
    {
        await using var john = await demo.Server.ConnectAsync("john");

        var refused = await Assert.ThrowsAsync<RefusedException>(() => john.Client.RpcAsync("thread:list", $$"""{"authToken":"{{bearer}}"}"""));

        Assert.Equal(403u, refused.Error.Code);
    }
}
