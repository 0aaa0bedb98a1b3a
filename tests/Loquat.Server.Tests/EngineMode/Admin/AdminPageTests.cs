using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Loquat.Protocol;
using Loquat.Server.Configuration;
using Loquat.Server.EngineMode;
using Loquat.Server.EngineMode.Admin;
using Loquat.Testing;
using Microsoft.AspNetCore.Builder;

namespace Loquat.Server.Tests.EngineMode.Admin;

public sealed class AdminPageTests : IAsyncLifetime
{
    private static readonly EngineSettings Settings = new()
    {
        Client = new ClientSettings { Insecure = true },
        Channel = new ChannelSettings { WithoutNamespace = new ChannelRuleSettings { HistorySize = 10, HistoryTtl = TimeSpan.FromMinutes(1) } },
        Admin = new AdminSettings { Enabled = true, Password = "apricot", HandlerPrefix = "/back" },
        Log = new LogSettings { Level = "none" },
    };

    private WebApplication _app = null!;
    private HttpClient _http = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _app = EngineServer.Build(Settings, [new ListenUrl("http", "127.0.0.1", 0)]);
        await _app.StartAsync(Stop);
        _http = new HttpClient { BaseAddress = new Uri(_app.Urls.First() + "/back/") };
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task The_page_loads_nothing_from_elsewhere()
    {
        var page = await _http.GetAsync(new Uri("", UriKind.Relative), Stop);

        Assert.Equal("text/html; charset=utf-8", page.Content.Headers.ContentType!.ToString());
        Assert.Equal(page.RequestMessage!.RequestUri, (await _http.GetAsync(new Uri("/back", UriKind.Relative), Stop)).RequestMessage!.RequestUri);
        Assert.StartsWith("default-src 'none'; script-src 'self'", page.Headers.GetValues("Content-Security-Policy").Single(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(new Uri("admin.js", UriKind.Relative), Stop)).StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await _http.GetAsync(new Uri("admin.css", UriKind.Relative), Stop)).StatusCode);
    }

    [Fact]
    public async Task Who_knows_the_password_sees_the_node_and_acts_on_it()
    {
        await using var alice = await ProtocolClient.ConnectAsync(
            new Uri(_app.Urls.First() + "/connection/websocket"), new ConnectRequest());
        await alice.SubscribeAsync("news");
        var token = await TokenAsync("apricot");

        var info = await CallAsync(token, "info", new { });
        Assert.Equal(1, info["result"]!["nodes"]![0]!["num_clients"]!.GetValue<int>());
        var channels = await CallAsync(token, "channels", new { });
        Assert.Equal(1, channels["result"]!["channels"]!["news"]!["num_clients"]!.GetValue<int>());
        var published = await CallAsync(token, "publish", new { channel = "news", data = "hello" });
        Assert.Equal(1, published["result"]!["offset"]!.GetValue<int>());
        Assert.Equal("\"hello\"", System.Text.Encoding.UTF8.GetString((await alice.NextPublicationAsync()).Data.Span));
    }

    [Theory]
    [InlineData("")]
    [InlineData("token ")]
    [InlineData("token 99999999999.AAAA")]
    [InlineData("apikey apricot")]
    public async Task Nobody_else_calls_anything(string shown)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "admin/api/info") { Content = JsonContent.Create(new { }) };
        request.Headers.TryAddWithoutValidation("Authorization", shown);

        Assert.Equal(HttpStatusCode.Unauthorized, (await _http.SendAsync(request, Stop)).StatusCode);
    }

    [Fact]
    public async Task The_server_api_itself_stays_closed()
    {
        var answer = await _http.PostAsJsonAsync(new Uri("/api/info", UriKind.Relative), new { }, Stop);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
    }

    [Fact]
    public async Task Whoever_guesses_too_often_has_to_wait_whatever_they_guess()
    {
        for (var guess = 0; guess < 10; guess++)
            Assert.Equal(HttpStatusCode.Unauthorized, (await SignInAsync($"guess {guess}")).StatusCode);

        var refused = await SignInAsync("apricot");
        Assert.Equal(HttpStatusCode.TooManyRequests, refused.StatusCode);
        Assert.InRange(refused.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
    }

    [Fact]
    public void A_token_holds_for_a_while_and_not_beyond_the_password()
    {
        var clock = new ManualClock();
        var settings = new AdminSettings { Password = "apricot", Secret = "kept" };
        var token = new AdminTokens(settings, clock).Issue();

        // Another process with the same secret knows it.
        Assert.True(new AdminTokens(settings, clock).IsValid(token));
        Assert.False(new AdminTokens(settings with { Password = "plum" }, clock).IsValid(token));
        Assert.False(new AdminTokens(settings with { Secret = "" }, clock).IsValid(token));
        clock.Advance(TimeSpan.FromHours(8));
        Assert.False(new AdminTokens(settings, clock).IsValid(token));
    }

    [Fact]
    public void There_is_no_page_without_a_password()
    {
        var reading = SettingsReader.Read(null, new Dictionary<string, string> { ["CENTRIFUGO_ADMIN_ENABLED"] = "true" });

        Assert.Contains("admin.password is needed where admin.enabled is set.", reading.Problems);
    }

    private Task<HttpResponseMessage> SignInAsync(string password) =>
        _http.PostAsync(new Uri("admin/auth", UriKind.Relative), new FormUrlEncodedContent(new Dictionary<string, string> { ["password"] = password }), Stop);

    private async Task<string> TokenAsync(string password) =>
        (await (await SignInAsync(password)).Content.ReadFromJsonAsync<JsonElement>(Stop)).GetProperty("token").GetString()!;

    private async Task<JsonNode> CallAsync(string token, string method, object parameters)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"admin/api/{method}") { Content = JsonContent.Create(parameters) };
        request.Headers.Add("Authorization", $"token {token}");
        var answer = await _http.SendAsync(request, Stop);
        return JsonNode.Parse(await answer.Content.ReadAsStringAsync(Stop))!;
    }
}
