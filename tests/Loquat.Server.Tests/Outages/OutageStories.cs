using System.Net;
using System.Text.Json;
using Loquat.Chat.Log;
using Loquat.Chat.Maintenance;
using Loquat.Protocol;
using Loquat.Server.Tests.Pages;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.Outages;

/// <summary>
/// Something happens to the database of a running server, and passes. Whoever is connected stays connected, what cannot be stored is refused
/// for now, and nothing has to be started again.
/// </summary>
public abstract class OutageStories : IAsyncLifetime
{
    // Long enough that a few of them fill what little room a small disk has left.
    private static readonly string Text = new('x', 12_000);

    private LoquatServer? _server;
    private int _said;

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    protected LoquatServer Server => _server!;

    /// <summary>What is there can still be read.</summary>
    protected abstract bool CanRead { get; }

    public async ValueTask InitializeAsync()
    {
        await PrepareAsync();
        _server = await StartAsync();
    }

    public virtual async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Writes_are_refused_for_now_the_rest_goes_on_and_it_heals_by_itself()
    {
        await using var john = await Server.ConnectAsync("john");
        await using var bill = await Server.ConnectAsync("bill", followsThreads: true);
        using var browser = new Browser(Server.Url);
        await browser.SignInAsync("john", "secret");
        await SayAsync(john, "before");
        await HearAsync(bill, "before");

        await BreakAsync();
        var refused = await SayUntilRefusedAsync(john);
        await HearAsync(bill, _said - 1);

        Assert.Equal((503u, true), (refused.Code, refused.Temporary));
        await PagesTellAsync(browser);
        await ReadingGoesOnAsync(bill);
        Assert.Equal(CanRead ? (HttpStatusCode.OK, "Degraded") : (HttpStatusCode.ServiceUnavailable, "Unhealthy"), await ReadyAsync());

        await HealAsync();
        await SayUntilTakenAsync(john);
        await HearAsync(bill, _said);
        await SayAsync(john, "after");
        await HearAsync(bill, "after");

        Assert.Equal((HttpStatusCode.OK, "Healthy"), await ReadyAsync());
        using var page = await browser.GetAsync("/");
        Assert.Equal(HttpStatusCode.OK, page.StatusCode);
        await LogHasEachOnceAsync();
    }

    protected abstract Task<LoquatServer> StartAsync();

    protected abstract Task PrepareAsync();

    protected abstract Task BreakAsync();

    protected abstract Task HealAsync();

    /// <summary>Each message has its number as client id: a repetition is the same message.</summary>
    private static Task<JsonElement> SayAsync(Guest guest, string clientId) =>
        guest.CallAsync("thread:publish", $$"""{"id":1,"message":"{{clientId}} {{Text}}","clientId":"{{clientId}}"}""");

    private async Task<ProtocolError> SayUntilRefusedAsync(Guest guest)
    {
        for (var i = 1; i < 1_000; i++)
        {
            try
            {
                _said = i;
                await SayAsync(guest, $"{i}");
            }
            catch (RefusedException refused)
            {
                return await RefusedByTheWriterAsync(guest, refused.Error);
            }
        }

        throw new InvalidOperationException("Nothing was refused.");
    }

    // Where connections broke, the first refusals are of whoever used one of them.
    private async Task<ProtocolError> RefusedByTheWriterAsync(Guest guest, ProtocolError refusal)
    {
        var log = Server.Services.GetRequiredService<ThreadLog>();
        for (var attempt = 0; CanRead && log.IsWritable && attempt < 30; attempt++)
            refusal = (await Assert.ThrowsAsync<RefusedException>(() => SayAsync(guest, $"{_said}"))).Error;

        return refusal;
    }

    // A connection that died with the database is found dead by whoever uses it first; each is found so once.
    private async Task SayUntilTakenAsync(Guest guest)
    {
        for (var attempt = 0; attempt < 30; attempt++)
        {
            try
            {
                await SayAsync(guest, $"{_said}");
                return;
            }
            catch (RefusedException refused) when (refused.Error.Code == 503)
            {
                // Not healed for everybody yet.
            }
        }

        throw new InvalidOperationException("The server did not heal.");
    }

    private static Task HearAsync(Guest guest, int said) => said == 0 ? Task.CompletedTask : HearAsync(guest, $"{said}");

    /// <summary>Waits for a message on a thread's own channel; those before it are heard on the way.</summary>
    private static async Task HearAsync(Guest guest, string clientId)
    {
        while (true)
        {
            var (channel, _, data) = await guest.NextAsync();
            if (channel == "thread:1" && data.GetProperty("message").GetProperty("clientId").GetString() == clientId)
                return;
        }
    }

    private async Task PagesTellAsync(Browser signedIn)
    {
        using var stranger = new Browser(Server.Url);
        using var login = CanRead ? await stranger.SignInAsync("bill", "secret") : await stranger.GetAsync("/login");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, login.StatusCode);
        Assert.Contains("Try again in a moment", await login.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.StartsWith("default-src 'none'", Assert.Single(login.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("nosniff", Assert.Single(login.Headers.GetValues("X-Content-Type-Options")));

        using var shell = await signedIn.GetAsync("/pages/pages.css");
        Assert.Equal(HttpStatusCode.OK, shell.StatusCode);
        using var alive = await stranger.GetAsync("/health");
        Assert.Equal(HttpStatusCode.OK, alive.StatusCode);
    }

    private async Task ReadingGoesOnAsync(Guest bill)
    {
        if (CanRead)
        {
            var history = await bill.CallAsync("thread:history", """{"id":1,"limit":1}""");
            Assert.Equal(1, history.GetProperty("messages").GetArrayLength());
            await using var back = await Guest.ConnectAsync(Server.WebSocketUrl, bill.Bearer, followsThreads: true);
            Assert.True(back.Client.Connected.Subscriptions!.ContainsKey("thread:1"));
        }
        else
        {
            var refusal = await bill.RefusalOfAsync("thread:history", """{"id":1}""");
            Assert.Equal((503u, true), (refusal.Code, refusal.Temporary));
        }
    }

    // As a load balancer asks: without a cookie. The reasons follow on lines of their own.
    private async Task<(HttpStatusCode Code, string State)> ReadyAsync()
    {
        using var browser = new Browser(Server.Url);
        using var ready = await browser.GetAsync("/health/ready");
        return (ready.StatusCode, (await ready.Content.ReadAsStringAsync(Stop)).Split('\n')[0]);
    }

    private async Task LogHasEachOnceAsync()
    {
        await using var scope = Server.Services.CreateAsyncScope();
        var found = new List<string>();
        var summary = await scope.ServiceProvider.GetRequiredService<CheckDatabase>().ExecuteAsync(finding => found.Add(finding.ToString()), Stop);

        Assert.Empty(found);
        Assert.Equal(_said + 2, summary.Messages);
    }
}
