using System.Net;
using Loquat.Testing;

namespace Loquat.Server.Tests.Hosting;

public sealed class RealtimeListenerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public async Task Another_port_serves_connections_of_our_own_pages_and_nothing_else(bool isFast, bool isOnLoops)
    {
        var (pages, realtime) = (FreePort.Take(), FreePort.Take());
        await using var server = await LoquatServer.StartAsync(settings:
        [
            ("Loquat:Urls", $"http://127.0.0.1:{pages}"), ("Loquat:RealtimeUrls", $"http://127.0.0.1:{realtime}"),
            ("Realtime:Http:FastUpgrade", $"{isFast}"), ("Realtime:Http:Epoll:Enabled", $"{isOnLoops}"),
        ]);
        var url = new Uri($"http://127.0.0.1:{realtime}/connection/websocket");
        var bearer = await server.BearerOfAsync("john");
        using var http = new HttpClient();

        using var page = await http.GetAsync(new Uri(url, "/login"), Stop);
        using var health = await http.GetAsync(new Uri(url, "/health"), Stop);
        var login = await http.GetAsync(new Uri(server.Url, "/login"), Stop);
        await using var john = await Guest.ConnectAsync(url, bearer, headers: ("Origin", $"http://127.0.0.1:{pages}"));
        await using var named = await Guest.ConnectAsync(url, bearer, headers: ("Origin", $"http://localhost:{pages}"));
        var foreign = await Record.ExceptionAsync(() => Guest.ConnectAsync(url, bearer, headers: ("Origin", "http://evil.example")));

        Assert.Equal(HttpStatusCode.NotFound, page.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, health.StatusCode);
        Assert.Contains($" ws://127.0.0.1:{realtime} ", Assert.Single(login.Headers.GetValues("Content-Security-Policy")), StringComparison.Ordinal);
        Assert.Equal("john", john.Greeting.GetProperty("user").GetProperty("username").GetString());
        Assert.NotNull(foreign);
    }
}
