using System.Globalization;
using System.Text.Json.Nodes;
using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Channels;

/// <summary>Coming back to a log: from any position, no faster than one reads, and with few readings however many come.</summary>
public class LogRecoveryTests
{
    [Fact]
    public async Task What_does_not_fit_into_the_reply_follows_it()
    {
        await using var server = Server(options => options.RecoveryLimit = 2);
        await server.AppendAsync("thread:7", "1", "2", "3", "4", "5");
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes(
            """{"id":2,"subscribe":{"channel":"thread:7","recover":true,"epoch":"logepoch"}}""",
            """{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","publications":[{"data":1,"offset":1,"epoch":"logepoch"},{"data":2,"offset":2}],"recovered":true,"positioned":true,"was_recovering":true}}""");

        await HearsAsync(alice, "thread:7", 3, 5);
        await server.AppendAsync("thread:7", "6");
        await HearsAsync(alice, "thread:7", 6, 6);
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task What_is_written_while_somebody_catches_up_comes_after_what_was_before()
    {
        await using var server = Server(options => options.RecoveryLimit = 2);
        var bob = await server.ConnectAsync("bob");
        await bob.Sends(Recover(0));
        await bob.HearsSomething();
        for (var i = 1; i <= 600; i++)
            server.Log.Append("thread:7", $"{i}");
        var alice = await server.ConnectAsync("alice");
        var gate = HoldTheSecondReading(server);
        await alice.Sends(Recover(1));
        await gate.Reached;

        await server.AppendAsync("thread:7", "601", "602");
        gate.Open();

        Assert.Equal("2 3", OffsetsIn(await alice.HearsSomething()));
        await HearsAsync(alice, "thread:7", 4, 602);
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task Somebody_who_does_not_read_is_not_sent_more_than_there_is_room_for()
    {
        await using var server = Server(options => options.MaxQueuedBytes = 4096);
        var long200 = new string('x', 200);
        for (var i = 1; i <= 100; i++)
            server.Log.Append("thread:7", $"\"{long200}\"");
        var alice = await server.ConnectAsync("alice");
        alice.Transport.Stall();

        await alice.Sends(Recover(0));
        await alice.Transport.Stuck.Within("alice's transport is not stuck");
        alice.Transport.Resume();

        var next = OffsetsIn(await alice.HearsSomething()).Split(' ').Length + 1;
        Assert.InRange(next, 2, 20);
        for (; next <= 100; next++)
            Assert.Equal(next, OffsetOf(await alice.HearsSomething()));
        await server.AppendAsync("thread:7", "101");
        await HearsAsync(alice, "thread:7", 101, 101);
    }

    [Fact]
    public async Task Whoever_ends_the_subscription_hears_no_more_of_what_was_missed()
    {
        await using var server = Server(options => options.RecoveryLimit = 1);
        await server.AppendAsync("thread:7", "1", "2", "3");
        var alice = await server.ConnectAsync("alice");
        var gate = HoldTheSecondReading(server);
        await alice.Sends(Recover(0));
        Assert.Equal("1", OffsetsIn(await alice.HearsSomething()));
        await gate.Reached;

        await alice.Subscribes("""{"id":3,"unsubscribe":{"channel":"thread:7"}}""", """{"id":3,"unsubscribe":{}}""");
        gate.Open();

        await server.Engine.WorkDoneAsync().Within("the engine comes to rest");
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task A_hole_that_is_met_while_catching_up_sends_back_to_the_start()
    {
        await using var server = Server(options => options.RecoveryLimit = 1);
        await server.AppendAsync("thread:7", "1", "2", "3", "4");
        var alice = await server.ConnectAsync("alice");
        server.Log.AfterRead = () =>
        {
            server.Log.Trim("thread:7", 3);
            return Task.CompletedTask;
        };

        await alice.Sends(Recover(0));

        Assert.Equal("1", OffsetsIn(await alice.HearsSomething()));
        await alice.Hears("""{"push":{"channel":"thread:7","unsubscribe":{"code":2500,"reason":"insufficient state"}}}""");
        await alice.Subscribes(
            """{"id":3,"subscribe":{"channel":"thread:7","recover":true,"offset":1,"epoch":"logepoch"}}""",
            """{"id":3,"subscribe":{"recoverable":true,"epoch":"logepoch","offset":4,"positioned":true,"was_recovering":true}}""");
    }

    [Theory]
    [InlineData("""{"id":2,"subscribe":{"channel":"thread:7","recover":true,"offset":1,"epoch":"another"}}""")]
    [InlineData("""{"id":2,"subscribe":{"channel":"thread:7","recover":true,"offset":3,"epoch":"logepoch"}}""")]
    public async Task A_position_that_is_not_of_this_log_is_not_recovered_from(string subscribe)
    {
        await using var server = Server();
        await server.AppendAsync("thread:7", "1", "2");
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes(subscribe, """{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","offset":2,"positioned":true,"was_recovering":true}}""");
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_while_somebody_catches_up_is_tried_again()
    {
        await using var server = Server(options => options.RecoveryLimit = 1);
        await server.AppendAsync("thread:7", "1", "2");
        var alice = await server.ConnectAsync("alice");
        var backingOff = server.Clock.WhenSet(TimeSpan.FromSeconds(1));
        server.Log.AfterRead = () =>
        {
            server.Log.AfterRead = () => Task.CompletedTask;
            server.Log.BeforeRead = () =>
            {
                server.Log.BeforeRead = () => Task.CompletedTask;
                throw new InvalidOperationException("on purpose");
            };
            return Task.CompletedTask;
        };

        await alice.Sends(Recover(0));
        Assert.Equal("1", OffsetsIn(await alice.HearsSomething()));
        await backingOff.Within("the engine does not wait before it tries again");
        server.Clock.Advance(TimeSpan.FromSeconds(1));

        await HearsAsync(alice, "thread:7", 2, 2);
    }

    [Fact]
    public async Task The_channels_of_one_connect_reply_share_its_room_and_all_recover()
    {
        await using var server = Server(options => options.MaxQueuedBytes = 4096);
        var long100 = $"\"{new string('x', 100)}\"";
        string[] channels = ["thread:1", "thread:2", "thread:3", "thread:4"];
        foreach (var channel in channels)
        {
            for (var i = 0; i < 20; i++)
                server.Log.Append(channel, long100);
        }
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Accepted("alice") { Subscriptions = channels.ToDictionary(channel => channel, _ => SubscribeOptions.Default) });
        var alice = server.Open("alice");

        var wishes = string.Join(',', channels.Select(channel => $$"""
            "{{channel}}":{"recover":true,"epoch":"logepoch"}
            """.Trim()));
        await alice.Sends($$"""{"id":1,"connect":{"subs":{ {{wishes}} } } }""");

        var reply = await alice.HearsSomething();
        Assert.InRange(reply.Length, 1000, 4096);
        var last = channels.ToDictionary(channel => channel, channel =>
        {
            var made = JsonNode.Parse(reply)!["connect"]!["subs"]![channel]!;
            Assert.True(made["recovered"]!.GetValue<bool>());
            return (made["publications"]?.AsArray() ?? []).Count;
        });
        while (last.Values.Sum() < 80)
        {
            var push = await alice.HearsSomething();
            Assert.Equal(++last[JsonNode.Parse(push)!["push"]!["channel"]!.GetValue<string>()], OffsetOf(push));
        }
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task A_connect_that_is_refused_for_one_of_its_channels_leaves_nothing_behind()
    {
        await using var server = Server();
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Accepted("alice")
        {
            Subscriptions = new Dictionary<string, SubscribeOptions> { ["thread:7"] = SubscribeOptions.Default, ["thread:none"] = SubscribeOptions.Default },
        });
        var alice = server.Open("alice");

        await alice.Sends("""{"id":1,"connect":{}}""");

        await alice.Hears("""{"id":1,"error":{"code":102,"message":"unknown channel"}}""");
        Assert.Empty(server.Engine.ListChannels(_ => true));
        await alice.HangsUp();
    }

    [Fact]
    public async Task Who_is_gone_before_the_log_has_been_read_leaves_nothing_behind()
    {
        await using var server = Server();
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Accepted("alice")
        {
            Subscriptions = new Dictionary<string, SubscribeOptions> { ["thread:7"] = SubscribeOptions.Default },
        });
        var gate = new Gate();
        server.Log.BeforeRead = gate.PassAsync;
        var alice = server.Open("alice");
        var connecting = alice.Sends("""{"id":1,"connect":{}}""");
        await gate.Reached;

        alice.Session.Disconnect(Disconnect.ConnectionClosed);
        await connecting;

        await alice.HangsUp();
        Assert.Empty(server.Engine.ListChannels(_ => true));
        gate.Open();
    }

    [Fact]
    public async Task However_many_come_back_together_the_log_is_read_for_all_of_them_at_once()
    {
        await using var server = Server();
        for (var i = 1; i <= 20; i++)
            server.Log.Append("thread:7", $"{i}");
        var clients = new List<TestClient>();
        for (var i = 0; i < 30; i++)
            clients.Add(await server.ConnectAsync($"client{i}"));
        var gate = new Gate();
        server.Log.BeforeRead = gate.PassAsync;

        var coming = clients.Select((client, i) => client.Sends(Recover(i % 20))).ToList();
        await gate.Reached;
        server.Log.BeforeRead = () => Task.CompletedTask;
        gate.Open();
        await Task.WhenAll(coming);

        for (var i = 0; i < clients.Count; i++)
            Assert.Equal(string.Join(' ', Enumerable.Range((i % 20) + 1, 20 - (i % 20))), OffsetsIn(await clients[i].HearsSomething()));
        Assert.InRange(server.Log.Reads, 1, 2);
    }

    [Fact]
    public async Task Where_somebody_has_stayed_the_log_is_not_read_for_those_who_come_back()
    {
        await using var server = Server();
        var bob = await server.ConnectAsync("bob");
        await bob.Sends(Recover(0));
        await server.AppendAsync("thread:7", "1", "2", "3");
        var reads = server.Log.Reads;

        var alice = await server.ConnectAsync("alice");
        await alice.Sends(Recover(1));

        Assert.Equal("2 3", OffsetsIn(await alice.HearsSomething()));
        Assert.Equal(reads, server.Log.Reads);
    }

    [Fact]
    public async Task What_somebody_has_missed_is_read_once_for_all_who_come_after()
    {
        await using var server = Server();
        for (var i = 1; i <= 3; i++)
            server.Log.Append("thread:7", $"{i}");
        await (await server.ConnectAsync("bob")).Sends(Recover(1));
        var reads = server.Log.Reads;

        var alice = await server.ConnectAsync("alice");
        await alice.Sends(Recover(1));
        Assert.Equal("2 3", OffsetsIn(await alice.HearsSomething()));
        await server.AppendAsync("thread:7", "4");
        await HearsAsync(alice, "thread:7", 4, 4);
        var carol = await server.ConnectAsync("carol");
        await carol.Sends(Recover(2));

        Assert.Equal("3 4", OffsetsIn(await carol.HearsSomething()));
        Assert.Equal(reads, server.Log.Reads);
    }

    [Fact]
    public async Task Who_was_away_for_longer_reads_more_and_leaves_it_to_the_others()
    {
        await using var server = Server();
        for (var i = 1; i <= 3; i++)
            server.Log.Append("thread:7", $"{i}");
        await (await server.ConnectAsync("bob")).Sends(Recover(2));
        var reads = server.Log.Reads;

        var alice = await server.ConnectAsync("alice");
        await alice.Sends(Recover(0));
        Assert.Equal("1 2 3", OffsetsIn(await alice.HearsSomething()));
        Assert.Equal(reads + 1, server.Log.Reads);
        var carol = await server.ConnectAsync("carol");
        await carol.Sends(Recover(0));

        Assert.Equal("1 2 3", OffsetsIn(await carol.HearsSomething()));
        Assert.Equal(reads + 1, server.Log.Reads);
    }

    [Fact]
    public async Task A_page_that_ends_before_the_log_does_is_kept_for_nobody()
    {
        await using var server = Server(options => options.RecoveryLimit = 2);
        for (var i = 1; i <= 5; i++)
            server.Log.Append("thread:7", $"{i}");
        var bob = await server.ConnectAsync("bob");
        await bob.Sends(Recover(0));
        Assert.Equal("1 2", OffsetsIn(await bob.HearsSomething()));
        await HearsAsync(bob, "thread:7", 3, 5);

        var alice = await server.ConnectAsync("alice");
        await alice.Sends(Recover(0));

        Assert.Equal("1 2", OffsetsIn(await alice.HearsSomething()));
        await HearsAsync(alice, "thread:7", 3, 5);
    }

    [Fact]
    public async Task Who_has_more_than_this_node_knows_of_is_answered_from_the_log()
    {
        await using var server = Server();
        var bob = await server.ConnectAsync("bob");
        await bob.Sends(Recover(0));
        await server.AppendAsync("thread:7", "1");
        server.Log.Append("thread:7", "2");
        server.Log.Append("thread:7", "3");

        var alice = await server.ConnectAsync("alice");
        await alice.Sends(Recover(2));

        Assert.Equal("3", OffsetsIn(await alice.HearsSomething()));
        server.Engine.Wake("thread:7", new StreamPosition(3, TestLog.Epoch));
        await server.Engine.WorkDoneAsync().Within("the engine comes to rest");
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task What_is_kept_for_those_who_come_back_is_let_go_when_nothing_more_happens()
    {
        await using var server = Server(options => options.PingInterval = TimeSpan.FromHours(1));
        var bob = await server.ConnectAsync("bob");
        await bob.Sends(Recover(0));
        await server.AppendAsync("thread:7", "1", "2");
        await server.PassesAsync(TimeSpan.FromMinutes(3));
        var reads = server.Log.Reads;

        var alice = await server.ConnectAsync("alice");
        await alice.Sends(Recover(1));

        Assert.Equal("2", OffsetsIn(await alice.HearsSomething()));
        Assert.Equal(reads + 1, server.Log.Reads);
    }

    private static Gate HoldTheSecondReading(TestServer server)
    {
        var gate = new Gate();
        var readings = 0;
        server.Log.BeforeRead = () => Interlocked.Increment(ref readings) == 1 ? Task.CompletedTask : gate.PassAsync();
        return gate;
    }

    private static string Recover(int since) =>
        string.Create(CultureInfo.InvariantCulture, $$$"""{"id":2,"subscribe":{"channel":"thread:7","recover":true,"offset":{{{since}}},"epoch":"logepoch"}}""");

    private static string OffsetsIn(string reply)
    {
        var made = JsonNode.Parse(reply)!["subscribe"]!;
        Assert.True(made["recovered"]?.GetValue<bool>() ?? false, $"not recovered: {reply}");
        return string.Join(' ', (made["publications"]?.AsArray() ?? []).Select(publication => publication!["offset"]!.GetValue<int>()));
    }

    private static int OffsetOf(string push) => JsonNode.Parse(push)!["push"]!["pub"]!["offset"]!.GetValue<int>();

    private static async Task HearsAsync(TestClient client, string channel, int first, int last)
    {
        for (var offset = first; offset <= last; offset++)
            await client.Hears(string.Create(CultureInfo.InvariantCulture, $$$"""{"push":{"channel":"{{{channel}}}","pub":{"data":{{{offset}}},"offset":{{{offset}}} } } }"""));
    }

    private static TestServer Server(Action<RealtimeOptions>? configure = null)
    {
        var server = new TestServer(configure);
        server.App.OnSubscribe = (_, _) => new(new SubscribeAnswer.Accepted(SubscribeOptions.Default));
        return server;
    }
}
