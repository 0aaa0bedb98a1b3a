using System.Collections.Concurrent;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Channels;

/// <summary>Which channels got their first subscriber and lost their last one.</summary>
public sealed class ChannelWatchTests : IAsyncDisposable
{
    private readonly TestServer _server = new();
    private readonly ConcurrentQueue<string> _told = new();

    public ChannelWatchTests()
    {
        _server.App.Watches = channel => channel.StartsWith("open:", StringComparison.Ordinal);
        _server.App.OnChannel = change =>
        {
            _told.Enqueue(change);
            return ValueTask.CompletedTask;
        };
    }

    [Fact]
    public async Task The_first_to_come_and_the_last_to_go_are_told_and_nobody_between()
    {
        var alice = await _server.ConnectAsync("alice");
        var bob = await _server.ConnectAsync("bob");

        await SubscribeAsync(alice, "open:1");
        await SubscribeAsync(bob, "open:1");
        await alice.HangsUp();
        await UnsubscribeAsync(bob, "open:1");

        await _server.Engine.WorkDoneAsync().Within("the application is told");
        Assert.Equal(["open:1 occupied", "open:1 vacated"], _told);
    }

    [Fact]
    public async Task Channels_that_nobody_watches_are_not_told_of()
    {
        var alice = await _server.ConnectAsync("alice");

        await SubscribeAsync(alice, "members:1");
        await _server.Engine.ProbeAsync(TestContext.Current.CancellationToken).Within("the probe comes out");

        await _server.Engine.WorkDoneAsync().Within("the application is told");
        Assert.Empty(_told);
    }

    [Fact]
    public async Task However_busy_the_application_is_it_is_told_every_change_in_order()
    {
        var busy = new Gate();
        _server.App.OnChannel = async change =>
        {
            await busy.PassAsync();
            _told.Enqueue(change);
        };
        var alice = await _server.ConnectAsync("alice");

        for (var i = 0; i < 50; i++)
        {
            await SubscribeAsync(alice, "open:1");
            await UnsubscribeAsync(alice, "open:1");
        }
        await SubscribeAsync(alice, "open:1");
        await busy.Reached;
        Assert.Empty(_told);
        busy.Open();

        await _server.Engine.WorkDoneAsync().Within("the application is told");
        Assert.Equal(Enumerable.Range(0, 101).Select(i => i % 2 == 0 ? "open:1 occupied" : "open:1 vacated"), _told);
    }

    [Fact]
    public async Task What_is_told_at_last_is_what_is_true_however_many_come_and_go_at_once()
    {
        var last = new ConcurrentDictionary<string, string>();
        var inOrder = true;
        _server.App.OnChannel = async change =>
        {
            await Task.Yield();
            var (channel, state) = (change.Split(' ')[0], change.Split(' ')[1]);
            var before = last.GetValueOrDefault(channel, "vacated");
            inOrder &= before != state;
            last[channel] = state;
        };
        var clients = new List<TestClient>();
        for (var i = 0; i < 8; i++)
            clients.Add(await _server.ConnectAsync($"user{i}"));

        await Task.WhenAll(clients.Select((client, number) => Task.Run(async () =>
        {
            for (var round = 0; round < 100; round++)
            {
                await client.Sends($$$"""{"id":2,"subscribe":{"channel":"open:{{{round % 3}}}"}}""");
                if (number > 0 || round < 97)
                    await client.Sends($$$"""{"id":3,"unsubscribe":{"channel":"open:{{{round % 3}}}"}}""");
            }
        }))).Within("everybody came and went");

        await _server.Engine.WorkDoneAsync().Within("the application is told");
        Assert.True(inOrder, "A channel was told the same twice.");
        Assert.Equal(["open:0 occupied", "open:1 occupied", "open:2 occupied"], last.Select(pair => $"{pair.Key} {pair.Value}").Order());
    }

    [Fact]
    public async Task Clients_wait_for_their_subscriptions_while_the_application_has_too_much_to_hear()
    {
        const int Crowd = 10_000;
        await using var server = new TestServer(options => options.ChannelLimit = Crowd + 1) { App = { Watches = _ => true } };
        var busy = new Gate();
        server.App.OnChannel = _ => new ValueTask(busy.PassAsync());
        var alice = await server.ConnectAsync("alice");
        for (var i = 0; i < Crowd; i++)
            await alice.Sends($$$"""{"id":2,"subscribe":{"channel":"open:{{{i}}}"}}""");

        var oneMore = alice.Sends("""{"id":3,"subscribe":{"channel":"open:more"}}""");
        Assert.False(oneMore.IsCompleted);
        busy.Open();

        Assert.True(await oneMore);
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static Task SubscribeAsync(TestClient client, string channel) =>
        client.Subscribes($$$"""{"id":2,"subscribe":{"channel":"{{{channel}}}"}}""", """{"id":2,"subscribe":{}}""");

    private static Task UnsubscribeAsync(TestClient client, string channel) =>
        client.Subscribes($$$"""{"id":3,"unsubscribe":{"channel":"{{{channel}}}"}}""", """{"id":3,"unsubscribe":{}}""");
}
