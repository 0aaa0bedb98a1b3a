using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Sessions;

/// <summary>The outbound half: order, coalescing, peers that read slowly or not at all.</summary>
public class SlowConsumerTests
{
    private static readonly string Kilobyte = $"\"{new string('x', 1000)}\"";

    [Fact]
    public async Task A_client_that_does_not_read_is_closed_as_slow_and_delays_nobody()
    {
        await using var server = new TestServer(options => options.MaxQueuedBytes = 10_000);
        var alice = await Subscriber(server, "alice");
        var bob = await Subscriber(server, "bob");
        alice.Transport.Stall();

        for (var i = 0; i < 30; i++)
        {
            await server.PublishAsync("open:1", Kilobyte);
            Assert.Contains("xxx", await bob.HearsSomething(), StringComparison.Ordinal);
        }

        await alice.IsClosedWith(3008);
        await bob.HearsNothingMore();
        Assert.False(alice.Transport.Messages.TryRead(out _));
    }

    [Fact]
    public async Task Five_hundred_slow_readers_in_a_channel_of_a_thousand_cost_the_others_nothing()
    {
        const int Publications = 40;
        await using var server = new TestServer(options => options.MaxQueuedBytes = 20_000);
        var (slow, quick) = (new List<TestClient>(), new List<TestClient>());
        for (var i = 0; i < 500; i++)
        {
            slow.Add(await Subscriber(server, $"slow{i}"));
            quick.Add(await Subscriber(server, $"quick{i}"));
            slow[i].Transport.Stall();
        }

        for (var number = 0; number < Publications; number++)
        {
            await server.PublishAsync("open:1", $"[{number},{Kilobyte}]");
            // Each has it before the next is published: nobody waits for those who do not read.
            foreach (var client in quick)
                Assert.Contains($"[{number},", await client.HearsRaw(), StringComparison.Ordinal);
        }

        foreach (var client in slow)
            await client.IsClosedWith(3008);
        foreach (var client in quick)
            Assert.False(client.Session.IsClosing);
    }

    [Fact]
    public async Task A_client_that_reads_again_gets_everything_in_order()
    {
        await using var server = new TestServer();
        var alice = await Subscriber(server, "alice");
        alice.Transport.Stall();
        await server.PublishAsync("open:1", "0");
        await alice.Transport.Stuck.Within("the engine did not wait for the peer");
        for (var i = 1; i < 100; i++)
            await server.PublishAsync("open:1", $"{i}");

        alice.Transport.Resume();

        for (var i = 0; i < 100; i++)
            await alice.Hears($$$"""{"push":{"channel":"open:1","pub":{"data":{{{i}}} } } }""");
    }

    [Theory]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(1500)]
    public async Task However_little_goes_out_at_once_the_messages_are_whole_and_in_order(int mostAtOnce)
    {
        await using var server = new TestServer();
        var alice = await Subscriber(server, "alice");
        alice.Transport.MostAtOnce = mostAtOnce;

        for (var i = 0; i < 50; i++)
            await server.PublishAsync("open:1", $"[{i},{Kilobyte}]");

        for (var i = 0; i < 50; i++)
            Assert.Contains($"[{i},", await alice.HearsSomething(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_waits_goes_out_together()
    {
        await using var server = new TestServer();
        var alice = await Subscriber(server, "alice");
        alice.Transport.Stall();
        await server.PublishAsync("open:1", "0");
        await alice.Transport.Stuck.Within("the engine did not wait for the peer");
        for (var i = 1; i <= 100; i++)
            await server.PublishAsync("open:1", $"{i}");
        var sends = alice.Transport.Sends;

        alice.Transport.Resume();
        for (var i = 0; i <= 100; i++)
            await alice.HearsSomething();

        Assert.Equal(sends + 1, alice.Transport.Sends);
    }

    [Fact]
    public async Task What_is_larger_than_the_buffer_goes_out_whole()
    {
        await using var server = new TestServer();
        var alice = await Subscriber(server, "alice");

        foreach (var length in new[] { 10, 100_000, 20, 65_000, 65_000, 30 })
            await server.PublishAsync("open:1", $"\"{new string('x', length)}\"");

        foreach (var length in new[] { 10, 100_000, 20, 65_000, 65_000, 30 })
            await alice.Hears($$$"""{"push":{"channel":"open:1","pub":{"data":"{{{new string('x', length)}}}" } } }""");
    }

    [Fact]
    public async Task One_reply_beyond_the_budget_passes_and_the_next_does_not()
    {
        await using var server = new TestServer(options => options.MaxQueuedBytes = 5000);
        var alice = await Subscriber(server, "alice");
        alice.Transport.Stall();

        for (var i = 0; i < 3; i++)
            await server.PublishAsync("open:1", $"\"{new string('x', 4000)}\"");

        await alice.IsClosedWith(3008);
    }

    [Fact]
    public async Task A_client_found_slow_while_it_is_written_to_is_closed_all_the_same()
    {
        await using var server = new TestServer(options => options.MaxQueuedBytes = 5000);
        var alice = await Subscriber(server, "alice");
        alice.Transport.Stall();
        alice.Transport.OnSend = () =>
        {
            alice.Transport.OnSend = null;
            for (var i = 0; i < 2; i++)
                Assert.True(server.PublishAsync("open:1", $"\"{new string('x', 4000)}\"").AsTask().IsCompleted);
        };

        await server.PublishAsync("open:1", $"\"{new string('x', 4000)}\"");

        await alice.IsClosedWith(3008);
    }

    [Fact]
    public async Task What_was_said_before_a_close_is_heard_before_it()
    {
        await using var server = new TestServer();
        var alice = await Subscriber(server, "alice");
        alice.Transport.Stall();
        await server.PublishAsync("open:1", "1");
        await alice.Transport.Stuck.Within("the engine did not wait for the peer");
        await server.PublishAsync("open:1", "2");
        alice.Session.Disconnect(Disconnect.ForceReconnect);
        await server.PublishAsync("open:1", "3");
        Assert.False(alice.Transport.Closed.IsCompleted);

        alice.Transport.Resume();

        await alice.Hears("""{"push":{"channel":"open:1","pub":{"data":1}}}""");
        await alice.Hears("""{"push":{"channel":"open:1","pub":{"data":2}}}""");
        await alice.IsClosedWith(3011);
        Assert.False(alice.Transport.Messages.TryRead(out _));
    }

    [Fact]
    public async Task A_close_waits_five_seconds_for_a_peer_that_does_not_read()
    {
        await using var server = new TestServer();
        var alice = await Subscriber(server, "alice");
        alice.Transport.Stall();
        await server.PublishAsync("open:1", "1");
        await alice.Transport.Stuck.Within("the engine did not wait for the peer");
        alice.Session.Disconnect(Disconnect.Shutdown);

        server.Clock.Advance(TimeSpan.FromSeconds(4.8));
        Assert.False(alice.Transport.Closed.IsCompleted);
        server.Clock.Advance(TimeSpan.FromSeconds(0.4));

        await alice.IsClosedWith(3001);
    }

    [Fact]
    public async Task A_transport_that_throws_ends_its_own_session_alone()
    {
        await using var server = new TestServer();
        var alice = await Subscriber(server, "alice");
        var bob = await Subscriber(server, "bob");
        alice.Transport.Throws = true;

        await server.PublishAsync("open:1", "1");

        await alice.IsClosedWith(3009);
        await bob.Hears("""{"push":{"channel":"open:1","pub":{"data":1}}}""");
        await bob.HearsNothingMore();
    }

    [Fact]
    public async Task A_broadcast_allocates_one_frame_for_each_encoding_and_nothing_for_each_subscriber()
    {
        await using var server = new TestServer();
        var clients = new List<TestClient>();
        for (var i = 0; i < 1000; i++)
        {
            var client = server.Open($"c{i}", i % 2 == 0 ? WireEncoding.Json : WireEncoding.Protobuf);
            clients.Add(client);
            await server.Engine.DispatchAsync(client.Session, new Command.Connect(1, new ConnectRequest { Data = "\"someone\""u8.ToArray() }));
            await server.Engine.DispatchAsync(client.Session, new Command.Subscribe(2, new SubscribeRequest { Channel = "open:1" }));
            await client.HearsSomething("the connect reply");
            await client.HearsSomething("the subscribe reply");
        }
        var data = "{\"text\":\"hello\"}"u8.ToArray();

        // The least of several: lists that are still growing are not what is measured.
        var allocated = long.MaxValue;
        for (var round = 0; round < 10; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            await server.Engine.PublishAsync("open:1", data, TestContext.Current.CancellationToken);
            allocated = Math.Min(allocated, GC.GetAllocatedBytesForCurrentThread() - before);
            foreach (var client in clients)
                await client.Transport.Messages.ReadAsync(TestContext.Current.CancellationToken).AsTask().Within("a subscriber did not hear it");
        }

        Assert.True(allocated < 1_500, $"{allocated} bytes for 1,000 subscribers");
    }

    private static async Task<TestClient> Subscriber(TestServer server, string name)
    {
        var client = await server.ConnectAsync(name);
        await client.Subscribes("""{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"subscribe":{}}""");
        return client;
    }
}
