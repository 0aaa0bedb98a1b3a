using System.Globalization;
using System.Net;
using System.Text.Json;
using Loquat.Protocol;
using Loquat.Server.Tests.Api;
using Loquat.Testing;

namespace Loquat.Server.Tests.Accounts;

public sealed class BearerCheckOnSqlite : BearerCheckStories
{
    protected override Task<string?> DatabaseAsync() => Task.FromResult<string?>(null);
}

public sealed class BearerCheckOnPostgres(PostgresServer postgres) : BearerCheckStories
{
    protected override async Task<string?> DatabaseAsync() => await postgres.CreateDatabaseAsync();
}

/// <summary>Who shows bearers that nobody has is told to wait after a few, and nobody else at the same address is.</summary>
public abstract class BearerCheckStories
{
    private const string Outside = "203.0.113.7";

    protected abstract Task<string?> DatabaseAsync();

    [Fact]
    public async Task Requests_with_made_up_bearers_are_refused_after_a_few_and_everybody_else_at_the_address_is_answered()
    {
        await using var server = await StartAsync();
        using var john = await ApiClient.SignInAsync(server, "john");
        Assert.Equal(HttpStatusCode.OK, (await john.GetAsync("/v1/me")).Status);
        await GuessAsync(server, HttpStatusCode.Unauthorized);
        await GuessAsync(server, HttpStatusCode.Unauthorized);

        var refused = await GuessAsync(server, HttpStatusCode.TooManyRequests);

        Assert.Equal(("application/problem+json", "too_many_attempts"), (refused.ContentType, refused["reason"].GetString()));
        Assert.InRange(int.Parse(refused.RetryAfter!, CultureInfo.InvariantCulture), 1, 60);
        Assert.Equal(HttpStatusCode.OK, (await john.GetAsync("/v1/me")).Status);
        using var bill = await ApiClient.SignInAsync(server, "bill");
        Assert.Equal(HttpStatusCode.OK, (await bill.GetAsync("/v1/me")).Status);
        using var elsewhere = new ApiClient(server.Url, "made-up");
        Assert.Equal(HttpStatusCode.Unauthorized, (await elsewhere.SendAsync(HttpMethod.Get, "/v1/me", null, ("X-Forwarded-For", Outside))).Status);
    }

    [Fact]
    public async Task Connections_and_calls_with_made_up_bearers_are_told_to_come_back_later_and_others_go_on()
    {
        await using var server = await StartAsync();
        await using var john = await server.ConnectAsync("john");
        await GuessAsync(server, HttpStatusCode.Unauthorized);
        Assert.Equal(403u, (await RefusalOfConnectAsync(server)).Code);

        var connect = await RefusalOfConnectAsync(server);
        var call = await Assert.ThrowsAsync<RefusedException>(() => john.Client.RpcAsync("thread:list", """{"authToken":"made-up"}"""));

        foreach (var refusal in new[] { connect, call.Error })
        {
            Assert.Equal((111u, true), (refusal.Code, refusal.Temporary));
            Assert.Matches(@"\[too_many_attempts limit=[0-9]+\]$", refusal.Message);
        }
        await john.CallAsync("thread:list");
        await using var bill = await server.ConnectAsync("bill");
        await bill.CallAsync("thread:list");
    }

    [Fact]
    public async Task A_page_that_shows_a_made_up_cookie_is_refused_and_not_sent_to_sign_in_again()
    {
        await using var server = await StartAsync();
        await GuessAsync(server, HttpStatusCode.Unauthorized);
        await GuessAsync(server, HttpStatusCode.Unauthorized);
        using var browser = new ApiClient(server.Url);

        var refused = await browser.SendAsync(HttpMethod.Get, "/", null, ("Cookie", "loquat=made-up"));

        Assert.Equal(HttpStatusCode.TooManyRequests, refused.Status);
        Assert.NotNull(refused.RetryAfter);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/")).Status);
    }

    private async Task<LoquatServer> StartAsync() => await LoquatServer.StartAsync(
        await DatabaseAsync(),
        settings: [("Loquat:SignIn:UnknownBearersPerAddress", "2"), ("Loquat:Forwarding:Proxies:0", "127.0.0.0/8")]);

    private static async Task<ApiClient.Answer> GuessAsync(LoquatServer server, HttpStatusCode expected)
    {
        using var client = new ApiClient(server.Url, "made-up");
        var answer = await client.GetAsync("/v1/me");
        Assert.Equal(expected, answer.Status);
        return answer;
    }

    private static async Task<ProtocolError> RefusalOfConnectAsync(LoquatServer server)
    {
        var request = new ConnectRequest { Data = JsonSerializer.SerializeToUtf8Bytes(new { authToken = "made-up" }) };
        return (await Assert.ThrowsAsync<RefusedException>(() => ProtocolClient.ConnectAsync(server.WebSocketUrl, request))).Error;
    }
}
