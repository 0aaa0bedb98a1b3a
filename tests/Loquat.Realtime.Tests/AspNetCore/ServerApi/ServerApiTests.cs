using System.Net.Http.Headers;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.Tests.AspNetCore.ServerApi;

/// <summary>What no transcript shows: limits, other verbs, what is refused before anything is read.</summary>
public sealed class ServerApiTests
{
    private const string BadRequest = """{"error":{"code":107,"message":"bad request"}}""";

    [Theory]
    [InlineData("GET")]
    [InlineData("OPTIONS")]
    [InlineData("PUT")]
    public async Task Only_post_calls(string verb)
    {
        await using var host = await ServerApiHost.StartAsync();
        using var message = new HttpRequestMessage(new HttpMethod(verb), "/api/publish");
        message.Headers.Add("X-API-Key", ServerApiHost.Key);

        Assert.Equal((405, ""), await host.SendAsync(message));
    }

    [Fact]
    public async Task Nothing_is_said_about_methods_to_those_without_a_key()
    {
        await using var host = await ServerApiHost.StartAsync();
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/dance");

        Assert.Equal((401, ""), await host.SendAsync(message));
    }

    [Fact]
    public async Task A_server_that_lets_everybody_in_refuses_pages_in_browsers()
    {
        await using var host = await ServerApiHost.StartAsync(options => options.Insecure = true);
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api/info") { Content = new StringContent("{}") };
        message.Headers.Add("Origin", "https://elsewhere.example.com");

        Assert.Equal((401, ""), await host.SendAsync(message));
    }

    [Fact]
    public async Task A_longer_request_than_allowed_is_refused()
    {
        await using var host = await ServerApiHost.StartAsync(options => options.MaxRequestBytes = 1024);
        var padding = new string(' ', 1025);

        Assert.Equal(413, (await host.CallAsync("info", "{}" + padding)).Status);
        Assert.Equal(200, (await host.CallAsync("info", "{}")).Status);
    }

    [Fact]
    public async Task A_broadcast_to_more_channels_than_allowed_is_refused()
    {
        await using var host = await ServerApiHost.StartAsync(options => options.MaxBroadcastChannels = 2);

        Assert.Equal((200, BadRequest), await host.CallAsync("broadcast", """{"channels":["open:1","open:2","open:3"],"data":1}"""));
        Assert.Equal(
            (200, """{"result":{"responses":[{"result":{}},{"result":{}}]}}"""),
            await host.CallAsync("broadcast", """{"channels":["open:1","open:2"],"data":1}"""));
    }

    [Fact]
    public async Task A_batch_of_more_commands_than_allowed_is_refused()
    {
        await using var host = await ServerApiHost.StartAsync(options => options.MaxBatchCommands = 1);

        Assert.Equal((400, "Bad Request\n"), await host.CallAsync("batch", """{"commands":[{"info":{}},{"info":{}}]}"""));
    }

    [Theory]
    [InlineData("""{"channel":"open:1","data":1} x""")]
    [InlineData("""{"channel":"\ud800","data":1}""")]
    [InlineData("""{"\ud800":1,"channel":"open:1","data":1}""")]
    [InlineData("""{"channel":"open:1","data":1,"tags":{"a":1}}""")]
    [InlineData("""{"channel":"open:1","data":1,"version":-1}""")]
    public async Task What_cannot_be_understood_is_a_bad_request(string request)
    {
        await using var host = await ServerApiHost.StartAsync();

        Assert.Equal((400, "Bad Request\n"), await host.CallAsync("publish", request));
    }

    [Fact]
    public async Task The_method_may_stand_in_the_body()
    {
        await using var host = await ServerApiHost.StartAsync();
        using var message = new HttpRequestMessage(HttpMethod.Post, "/api?api_key=" + ServerApiHost.Key)
        {
            Content = new StringContent("""{"method":"batch","params":{"commands":[{"channels":{}}]}}"""),
        };
        message.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");

        Assert.Equal((200, """{"replies":[{"channels":{"channels":{}}}]}"""), await host.SendAsync(message));
    }

    [Fact]
    public async Task A_disconnect_without_a_reason_gets_one()
    {
        await using var host = await ServerApiHost.StartAsync();
        await using var client = await host.Server.ConnectAsync();

        await host.CallAsync("disconnect", """{"user":"","disconnect":{"code":4500}}""");

        Assert.Equal((4500, "force disconnect"), await client.Closed);
    }

    [Fact]
    public async Task A_session_that_nobody_has_means_no_connection()
    {
        await using var host = await ServerApiHost.StartAsync();
        await using var client = await host.Server.ConnectAsync();

        await host.CallAsync("disconnect", """{"user":"","session":"someone-elses"}""");
        await host.CallAsync("disconnect", """{"user":"","disconnect":{"code":4000,"reason":"everybody"}}""");

        Assert.Equal((4000, "everybody"), await client.Closed);
    }

    [Fact]
    public async Task Info_counts_what_there_is()
    {
        await using var host = await ServerApiHost.StartAsync();
        await using var client = await host.Server.ConnectAsync();
        await client.SubscribeAsync("open:1");
        await client.SubscribeAsync("open:2");

        var (_, info) = await host.CallAsync("info", "{}");

        Assert.Contains("""
            "num_clients":1,"num_users":0,"num_channels":2,"num_subs":2
            """.Trim(), info, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_required()
    {
        var refused = await Assert.ThrowsAsync<OptionsValidationException>(() => ServerApiHost.StartAsync(options => options.Key = ""));

        Assert.Contains("ServerApi:Key", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("two words")]
    [InlineData("two\nlines")]
    public async Task A_key_that_no_header_can_carry_is_refused(string key) =>
        await Assert.ThrowsAsync<OptionsValidationException>(() => ServerApiHost.StartAsync(options => options.Key = key));
}
