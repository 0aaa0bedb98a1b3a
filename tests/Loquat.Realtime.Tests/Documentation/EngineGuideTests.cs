using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.RegularExpressions;
using Loquat.Protocol;
using Loquat.Realtime.AspNetCore;
using Loquat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loquat.Realtime.Tests.Documentation;

public sealed partial class EngineGuideTests : IAsyncLifetime
{
    private WebApplication _app = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private Engine Engine => _app.Services.GetRequiredService<Engine>();

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        EngineGuide.AddServices(builder);
        builder.Services.Configure<RealtimeHttpOptions>(http => http.ShutdownSpread = TimeSpan.Zero);
        _app = builder.Build();
        EngineGuide.Map(_app);
        await _app.StartAsync().Within("the guide's application starts");
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Theory]
    [InlineData("docs/engine.md")]
    [InlineData("src/Loquat.Protocol/README.md")]
    [InlineData("src/Loquat.Realtime.AspNetCore/README.md")]
    public void Every_line_of_code_in_it_stands_in_code_that_is_compiled(string document)
    {
        var folder = RepositoryFolder();
        var compiled = Directory.EnumerateFiles(Path.Combine(folder, "tests/Loquat.Realtime.Tests/Documentation"), "*.cs").Select(Lines).ToList();
        var blocks = CodePattern().Matches(File.ReadAllText(Path.Combine(folder, document))).Select(match => Trimmed(match.Groups[1].Value)).ToList();

        Assert.NotEmpty(blocks);
        foreach (var block in blocks)
            Assert.True(compiled.Exists(file => file.Contains(block, StringComparison.Ordinal)), $"Nothing compiles this:\n{block}");

        static string Lines(string file) => Trimmed(File.ReadAllText(file));
    }

    [Fact]
    public async Task Who_connects_is_known_and_follows_the_news()
    {
        await using var alice = await ConnectAsync("secret");
        await Engine.PublishAsync("news:all", "\"hello\""u8.ToArray(), Stop);

        Assert.Equal(["#1", "news:all"], alice.Connected.Subscriptions!.Keys.Order(StringComparer.Ordinal));
        var push = Assert.IsType<Push.Pub>(await alice.NextPushAsync());
        Assert.Equal("\"hello\"", Encoding.UTF8.GetString(push.Publication.Data.Span));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => ConnectAsync("stolen"));
        Assert.Equal(ProtocolError.Unauthorized.Code, refused.Error.Code);
    }

    [Fact]
    public async Task Rooms_have_their_rules()
    {
        await using var bob = await ConnectAsync("quiet");

        Assert.Equal(103u, (await Assert.ThrowsAsync<RefusedException>(() => bob.SubscribeAsync("room:board"))).Error.Code);
        await bob.SubscribeAsync("room:lobby");
        Assert.Equal(1001u, (await Assert.ThrowsAsync<RefusedException>(() => bob.PublishAsync("room:lobby", "\"damn\""))).Error.Code);
        Assert.Equal("1 1 0 ", await EngineGuide.LookAsync(Engine));

        await EngineGuide.SignOutAsync(Engine, new Account("2", "Bob", null));
        Assert.Equal((4501, "signed out"), await bob.Closed);
    }

    [Fact]
    public async Task Orders_are_delivered_from_their_own_log()
    {
        await using var alice = await ConnectAsync("secret");
        await alice.SubscribeAsync("orders:all");

        Assert.Equal("""{"number":1}""", await alice.RpcAsync("order:place", """{"article":"tea","amount":2}"""));
        var refused = await Assert.ThrowsAsync<RefusedException>(() => alice.RpcAsync("order:place", """{"article":"tea","amount":0}"""));
        Assert.Equal(1002u, refused.Error.Code);

        await using var bob = await ConnectAsync("quiet");
        var late = await bob.SubscribeAsync(new SubscribeRequest { Channel = "orders:all", Recover = true });
        Assert.Equal("""{"customer":"1","article":"tea","amount":2}""", Encoding.UTF8.GetString(Assert.Single(late.Publications).Data.Span));
    }

    [Fact]
    public async Task The_server_api_and_the_metrics_are_there()
    {
        using var http = new HttpClient { BaseAddress = new Uri(_app.Urls.Single()) };
        http.DefaultRequestHeaders.Add("X-API-Key", "this-key-belongs-into-configuration");

        var answer = await http.PostAsJsonAsync("/api/publish", new { channel = "news:all", data = 1 }, Stop);

        Assert.Contains("\"offset\":1", await answer.Content.ReadAsStringAsync(Stop), StringComparison.Ordinal);
        Assert.Contains("centrifugo_node_num_clients", await http.GetStringAsync(new Uri("/metrics", UriKind.Relative), Stop), StringComparison.Ordinal);
    }

    private Task<ProtocolClient> ConnectAsync(string token) => ProtocolClient.ConnectAsync(
        new Uri(_app.Urls.Single() + "/connection/websocket"), new ConnectRequest { Data = Encoding.UTF8.GetBytes($$"""{"token":"{{token}}"}""") });

    private static string Trimmed(string code) =>
        string.Join('\n', code.Split('\n').Select(line => line.Trim()).Where(line => line.Length > 0));

    private static string RepositoryFolder()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "Loquat.slnx")))
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("The tests run outside of the repository.");
        return folder;
    }

    [GeneratedRegex("```csharp\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex CodePattern();
}
