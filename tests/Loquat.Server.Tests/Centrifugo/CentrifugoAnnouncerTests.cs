using System.Text;
using System.Text.Json.Nodes;
using Loquat.Chat;
using Loquat.Chat.Log;
using Loquat.Server.Centrifugo;
using Loquat.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Loquat.Server.Tests.Centrifugo;

public sealed class CentrifugoAnnouncerTests
{
    private const int Dropped = 5501;
    private const int Retried = 5500;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_event_is_published_over_http_with_its_place_in_the_log()
    {
        await using var centrifugo = await CentrifugoStub.StartAsync(grpc: false);
        using var host = await StartAsync(centrifugo.Address.ToString());

        await AnnouncerOf(host).AnnounceAsync("thread:7", """{"type": "message"}"""u8.ToArray(), new LogPosition(81, "e1"), Stop);

        var call = await centrifugo.NextAsync();
        Assert.Equal(("/api/publish", "key"), (call.Path, call.Key));
        Assert.Equal("""{"channel":"thread:7","data":{"type": "message"},"tags":{"offset":"81","epoch":"e1"},"idempotency_key":"thread:7:e1:81"}""", Sorted(call.Text));
    }

    [Fact]
    public async Task An_event_is_published_over_grpc()
    {
        await using var centrifugo = await CentrifugoStub.StartAsync(grpc: true);
        using var host = await StartAsync($"grpc://127.0.0.1:{centrifugo.Address.Port}");

        await AnnouncerOf(host).AnnounceAsync("chat", "{}"u8.ToArray(), null, Stop);

        var call = await centrifugo.NextAsync();
        var request = JsonNode.Parse(call.Text)!;
        Assert.Equal(("/Publish", "apikey key"), (call.Path, call.Key));
        Assert.Equal(("chat", "e30="), (request["channel"]!.GetValue<string>(), request["data"]!.GetValue<string>()));
        Assert.NotEmpty(request["idempotencyKey"]!.GetValue<string>());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Ending_a_token_makes_all_connections_of_its_user_prove_themselves_again(bool grpc)
    {
        await using var centrifugo = await CentrifugoStub.StartAsync(grpc);
        using var host = await StartAsync($"{(grpc ? "grpc" : "http")}://127.0.0.1:{centrifugo.Address.Port}");

        await AnnouncerOf(host).DisconnectAsync(42, 7, Stop);

        var call = await centrifugo.NextAsync();
        Assert.EndsWith("isconnect", call.Path, StringComparison.Ordinal);
        Assert.True(JsonNode.DeepEquals(
            JsonNode.Parse("""{"user":"42","disconnect":{"code":3011,"reason":"force reconnect"}}"""), JsonNode.Parse(call.Text)), call.Text);
    }

    [Fact]
    public async Task Announcements_of_one_channel_keep_their_order_one_at_a_time()
    {
        await using var centrifugo = await CentrifugoStub.StartAsync(grpc: false);
        var gate = new TaskCompletionSource();
        centrifugo.Gate = gate.Task;
        using var host = await StartAsync(centrifugo.Address.ToString());

        for (var i = 1; i <= 50; i++)
            await AnnouncerOf(host).AnnounceAsync("chat", Encoding.UTF8.GetBytes($"{i}"), null, Stop);

        var data = new List<int> { DataOf(await centrifugo.NextAsync()) };
        gate.SetResult();
        while (data.Count < 50)
            data.Add(DataOf(await centrifugo.NextAsync()));
        Assert.Equal(Enumerable.Range(1, 50), data);
    }

    [Theory]
    [InlineData(false, 503, "away")]
    [InlineData(false, 200, """{"error":{"code":100,"message":"internal server error"}}""")]
    [InlineData(true, 14, "away")]
    public async Task A_failure_that_may_pass_is_tried_again_after_a_while_and_nothing_overtakes_it(bool grpc, int status, string body)
    {
        await using var centrifugo = await CentrifugoStub.StartAsync(grpc);
        centrifugo.Answers.Enqueue((status, body));
        var (clock, log) = (new ManualClock(), new RecordedLog());
        using var host = await StartAsync($"{(grpc ? "grpc" : "http")}://127.0.0.1:{centrifugo.Address.Port}", clock, log);

        await AnnouncerOf(host).AnnounceAsync("chat", "1"u8.ToArray(), new LogPosition(1, "e"), Stop);
        await AnnouncerOf(host).AnnounceAsync("chat", "2"u8.ToArray(), new LogPosition(2, "e"), Stop);
        var first = await centrifugo.NextAsync();
        await log.NextAsync(Retried);
        await clock.WhenWaiting(TimeSpan.FromMilliseconds(200)).Within("somebody waits");
        clock.Advance(TimeSpan.FromMilliseconds(200));

        Assert.Equal(first.Text, (await centrifugo.NextAsync()).Text);
        Assert.NotEqual(first.Text, (await centrifugo.NextAsync()).Text);
    }

    [Fact]
    public async Task After_the_last_attempt_it_is_dropped_and_the_next_one_sent()
    {
        await using var centrifugo = await CentrifugoStub.StartAsync(grpc: false);
        centrifugo.Answers.Enqueue((500, ""));
        centrifugo.Answers.Enqueue((500, ""));
        var (clock, log) = (new ManualClock(), new RecordedLog());
        using var host = await StartAsync(centrifugo.Address.ToString(), clock, log, ("Centrifugo:Attempts", "2"));

        await AnnouncerOf(host).AnnounceAsync("chat", "1"u8.ToArray(), null, Stop);
        await AnnouncerOf(host).AnnounceAsync("chat", "2"u8.ToArray(), null, Stop);
        await log.NextAsync(Retried);
        await clock.WhenWaiting(TimeSpan.FromMilliseconds(200)).Within("somebody waits");
        clock.Advance(TimeSpan.FromMilliseconds(200));
        await log.NextAsync(Dropped);

        Assert.Equal((1, 1, 2), (DataOf(await centrifugo.NextAsync()), DataOf(await centrifugo.NextAsync()), DataOf(await centrifugo.NextAsync())));
    }

    [Theory]
    [InlineData(401, "")]
    [InlineData(200, """{"error":{"code":102,"message":"unknown channel"}}""")]
    [InlineData(200, "not json")]
    public async Task A_failure_that_will_not_pass_is_not_tried_again(int status, string body)
    {
        await using var centrifugo = await CentrifugoStub.StartAsync(grpc: false);
        centrifugo.Answers.Enqueue((status, body));
        var log = new RecordedLog();
        using var host = await StartAsync(centrifugo.Address.ToString(), new ManualClock(), log);

        await AnnouncerOf(host).AnnounceAsync("chat", "1"u8.ToArray(), null, Stop);

        await log.NextAsync(Dropped);
        await centrifugo.NextAsync();
        Assert.DoesNotContain(log.Rest(), line => line.Event.Id == Retried);
    }

    [Fact]
    public async Task What_waits_when_the_server_stops_still_goes_out()
    {
        await using var centrifugo = await CentrifugoStub.StartAsync(grpc: false);
        var gate = new TaskCompletionSource();
        centrifugo.Gate = gate.Task;
        using var host = await StartAsync(centrifugo.Address.ToString());
        await AnnouncerOf(host).AnnounceAsync("chat", "1"u8.ToArray(), null, Stop);
        await AnnouncerOf(host).AnnounceAsync("chat", "2"u8.ToArray(), null, Stop);
        await centrifugo.NextAsync();

        var stopping = host.StopAsync(Stop);
        gate.SetResult();
        await stopping.Within("the stop");

        Assert.Equal(2, DataOf(await centrifugo.NextAsync()));
    }

    [Fact]
    public async Task A_full_queue_drops_what_comes_and_does_not_hold_up_the_chat()
    {
        await using var centrifugo = await CentrifugoStub.StartAsync(grpc: false);
        var gate = new TaskCompletionSource();
        centrifugo.Gate = gate.Task;
        var log = new RecordedLog();
        using var host = await StartAsync(centrifugo.Address.ToString(), null, log, ("Centrifugo:MaxQueued", "1"));
        await AnnouncerOf(host).AnnounceAsync("chat", "1"u8.ToArray(), null, Stop);
        await centrifugo.NextAsync();

        await AnnouncerOf(host).AnnounceAsync("chat", "2"u8.ToArray(), null, Stop);
        await AnnouncerOf(host).AnnounceAsync("chat", "3"u8.ToArray(), null, Stop);

        await log.NextAsync(Dropped);
        gate.SetResult();
        Assert.Equal(2, DataOf(await centrifugo.NextAsync()));
    }

    private static IAnnouncer AnnouncerOf(IHost host) => host.Services.GetRequiredService<IAnnouncer>();

    private static int DataOf(ApiCall call) => JsonNode.Parse(call.Text)!["data"]!.GetValue<int>();

    /// <summary>Map entries come in any order.</summary>
    private static string Sorted(string text) =>
        text.Replace("""{"epoch":"e1","offset":"81"}""", """{"offset":"81","epoch":"e1"}""", StringComparison.Ordinal);

    private static async Task<IHost> StartAsync(string api, TimeProvider? time = null, RecordedLog? log = null, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new());
        builder.Configuration.AddInMemoryCollection([
            new("Centrifugo:Api", api), new("Centrifugo:ApiKey", "key"), .. settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value))]);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        if (log is not null)
            builder.Logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log);
        builder.Services.AddCentrifugo(builder.Configuration);
        var host = builder.Build();
        await host.StartAsync(Stop);
        return host;
    }
}
