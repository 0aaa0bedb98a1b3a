using System.Net;
using Loquat.Server.Accounts;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.Pages;

public sealed class SetupTests
{
    [Fact]
    public async Task The_first_visitor_with_the_code_becomes_the_owner_and_nobody_after()
    {
        await using var server = await LoquatServer.StartAsync(isDemo: false);
        using var browser = new Browser(server.Url);
        var code = server.Services.GetRequiredService<SetupCode>().ToString();

        using var start = await browser.GetAsync("/login");
        using var answer = await browser.SubmitAsync("/setup", ("code", code.ToUpperInvariant()), ("username", "ann"), ("password", "an owner's password"));
        using var client = await browser.GetAsync("/");
        await using var ann = await Guest.ConnectAsync(server.WebSocketUrl, await browser.MetaAsync("x-bearer"));
        var rooms = (await ann.CallAsync("thread:list")).GetProperty("threads");
        using var again = await new Browser(server.Url).GetAsync("/setup");

        Assert.Equal("/setup", start.Headers.Location!.OriginalString);
        Assert.Equal((HttpStatusCode.SeeOther, "/"), (answer.StatusCode, answer.Headers.Location!.OriginalString));
        Assert.Equal(HttpStatusCode.OK, client.StatusCode);
        Assert.Equal(1, rooms.GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, again.StatusCode);
    }

    [Fact]
    public async Task Without_the_code_there_is_no_owner_and_guessing_is_slowed_down()
    {
        await using var server = await LoquatServer.StartAsync(isDemo: false, settings: ("Loquat:SignIn:FailuresPerUsername", "2"));
        using var browser = new Browser(server.Url);
        var statuses = new List<HttpStatusCode>();

        for (var i = 0; i < 3; i++)
        {
            using var answer = await browser.SubmitAsync("/setup", ("code", "AAAA-BBBB-CCCC-DDDD"), ("username", "eve"), ("password", "let me in, please"));
            statuses.Add(answer.StatusCode);
        }

        Assert.Equal([HttpStatusCode.UnprocessableEntity, HttpStatusCode.UnprocessableEntity, HttpStatusCode.TooManyRequests], statuses);
        using var still = await browser.GetAsync("/setup");
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task Another_site_with_the_code_makes_no_owner()
    {
        await using var server = await LoquatServer.StartAsync(isDemo: false);
        using var browser = new Browser(server.Url);
        var code = server.Services.GetRequiredService<SetupCode>().ToString();

        using var forged = await browser.PostAsync("/setup", ("code", code), ("username", "eve"), ("password", "let me in, please"));
        using var still = await browser.GetAsync("/setup");

        Assert.Equal(HttpStatusCode.BadRequest, forged.StatusCode);
        Assert.Equal(HttpStatusCode.OK, still.StatusCode);
    }

    [Fact]
    public async Task A_demo_needs_no_setup()
    {
        await using var server = await LoquatServer.StartAsync();

        using var answer = await new Browser(server.Url).GetAsync("/setup");

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }
}
