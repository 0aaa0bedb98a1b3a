using Loquat.Testing;

namespace Loquat.Realtime.Tests.Channels;

/// <summary>Section 11: what a subscription is, and the order in which things happen while it is made.</summary>
public class SubscribeTests
{
    [Fact]
    public async Task A_session_reads_as_in_the_protocol()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");

        await alice.Sends("""{"subscribe":{"channel":"chat:1","flag":1},"id":2}""");
        await alice.Hears("""{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
        await alice.Hears("""{"push":{"channel":"chat:1","join":{"info":{"user":"alice","client":"$alice"}}}}""");
        await alice.Sends("""{"publish":{"channel":"chat:1","data":{"t":"hi"}},"id":3}""");
        await alice.Hears("""{"push":{"channel":"chat:1","pub":{"data":{"t":"hi"},"info":{"user":"alice","client":"$alice"},"offset":1,"epoch":"$epoch1"}}}""");
        await alice.Hears("""{"id":3,"publish":{}}""");
        await alice.Sends("""{"presence_stats":{"channel":"chat:1"},"id":4}""");
        await alice.Hears("""{"id":4,"presence_stats":{"num_clients":1,"num_users":1}}""");
        await alice.Sends("""{"history":{"channel":"chat:1","limit":1,"reverse":true},"id":5}""");
        await alice.Hears("""{"id":5,"history":{"publications":[{"data":{"t":"hi"},"info":{"user":"alice","client":"$alice"},"offset":1,"epoch":"$epoch1"}],"epoch":"$epoch1","offset":1}}""");
        await alice.Sends("""{"unsubscribe":{"channel":"chat:1"},"id":6}""");
        await alice.Hears("""{"id":6,"unsubscribe":{}}""");
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task A_publication_during_the_preparation_of_a_plain_subscription_is_before_it()
    {
        await using var server = new TestServer();
        var gate = new Gate();
        server.Presence.BeforeAdd = _ => gate.PassAsync();
        server.App.OnSubscribe = (_, _) => new(new SubscribeAnswer.Accepted(new SubscribeOptions { Presence = true }));
        var alice = await server.ConnectAsync("alice");

        var subscribing = alice.Sends("""{"id":2,"subscribe":{"channel":"open:1"}}""");
        await gate.Reached;
        await server.PublishAsync("open:1", "1");
        gate.Open();
        await subscribing;
        await server.PublishAsync("open:1", "2");

        await alice.Hears("""{"id":2,"subscribe":{}}""");
        await alice.Hears("""{"push":{"channel":"open:1","pub":{"data":2}}}""");
    }

    [Fact]
    public async Task What_arrives_before_the_stream_is_read_is_covered_by_the_position()
    {
        await using var server = new TestServer();
        var gate = new Gate();
        server.Broker.BeforeRead = gate.PassAsync;
        var alice = await server.ConnectAsync("alice");

        var subscribing = alice.Sends("""{"id":2,"subscribe":{"channel":"rec:1"}}""");
        await gate.Reached;
        await server.PublishAsync("rec:1", "1");
        gate.Open();
        await subscribing;
        await server.PublishAsync("rec:1", "2");

        await alice.Hears("""{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","offset":1,"positioned":true}}""");
        await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":2,"offset":2}}}""");
    }

    [Fact]
    public async Task What_arrives_after_the_stream_was_read_is_covered_by_the_position()
    {
        await using var server = new TestServer();
        var gate = new Gate();
        server.Broker.AfterRead = gate.PassAsync;
        var alice = await server.ConnectAsync("alice");

        var subscribing = alice.Sends("""{"id":2,"subscribe":{"channel":"rec:1"}}""");
        await gate.Reached;
        await server.PublishAsync("rec:1", "1");
        await server.PublishAsync("rec:1", "2");
        gate.Open();
        await subscribing;
        await server.PublishAsync("rec:1", "3");

        await alice.Hears("""{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","offset":2,"positioned":true}}""");
        await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":3,"offset":3}}}""");
    }

    [Fact]
    public async Task What_arrives_after_the_stream_was_read_is_recovered_with_the_rest()
    {
        await using var server = new TestServer();
        await server.PublishAsync("rec:1", "1");
        var gate = new Gate();
        server.Broker.AfterRead = gate.PassAsync;
        var alice = await server.ConnectAsync("alice");

        var subscribing = alice.Sends("""{"id":2,"subscribe":{"channel":"rec:1","recover":true}}""");
        await gate.Reached;
        await server.PublishAsync("rec:1", "2");
        gate.Open();
        await subscribing;

        await alice.Hears("""{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","publications":[{"data":1,"offset":1,"epoch":"$epoch1"},{"data":2,"offset":2}],"recovered":true,"positioned":true,"was_recovering":true}}""");
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task What_arrives_between_the_merge_and_the_reply_follows_the_reply()
    {
        await using var server = new TestServer();
        var gate = new Gate();
        // The second channel of the connect holds the reply back, when the first one is merged already.
        server.Presence.BeforeAdd = channel => channel == "rec:2" ? gate.PassAsync() : Task.CompletedTask;
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Accepted("alice")
        {
            Subscriptions = new Dictionary<string, SubscribeOptions> { ["rec:1"] = new(), ["rec:2"] = new() },
        });
        var alice = server.Open("alice");

        var connecting = alice.Sends("""{"id":1,"connect":{}}""");
        await gate.Reached;
        await server.PublishAsync("rec:1", "1");
        await server.PublishAsync("rec:1", "2");
        gate.Open();
        await connecting;

        await alice.Hears("""{"id":1,"connect":{"client":"$alice","version":"test","ping":25,"pong":true,"subs":{"rec:1":{"recoverable":true,"epoch":"$epoch1","positioned":true},"rec:2":{"recoverable":true,"epoch":"$epoch2","positioned":true}}}}""");
        await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":1,"offset":1,"epoch":"$epoch1"}}}""");
        await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":2,"offset":2}}}""");
    }

    [Fact]
    public async Task Presence_has_the_client_before_the_reply()
    {
        await using var server = new TestServer();
        var gate = new Gate();
        server.Broker.BeforeRead = gate.PassAsync;
        var alice = await server.ConnectAsync("alice");

        var subscribing = alice.Sends("""{"id":2,"subscribe":{"channel":"chat:1"}}""");
        await gate.Reached;
        Assert.Equal(alice.Session.Id, Assert.Single((await server.Engine.PresenceAsync("chat:1", TestContext.Current.CancellationToken))!).Key);

        gate.Open();
        await subscribing;
    }

    [Fact]
    public async Task Joins_and_leaves_are_seen_by_others_and_ones_own_join_by_oneself()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        var bob = await server.ConnectAsync("bob");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"chat:1"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
        await alice.Hears("""{"push":{"channel":"chat:1","join":{"info":{"user":"alice","client":"$alice"}}}}""");

        await bob.Subscribes("""{"id":2,"subscribe":{"channel":"chat:1"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
        await bob.Hears("""{"push":{"channel":"chat:1","join":{"info":{"user":"bob","client":"$bob"}}}}""");
        await alice.Hears("""{"push":{"channel":"chat:1","join":{"info":{"user":"bob","client":"$bob"}}}}""");
        await bob.Sends("""{"id":3,"unsubscribe":{"channel":"chat:1"}}""");
        await bob.HangsUp();

        await alice.Hears("""{"push":{"channel":"chat:1","leave":{"info":{"user":"bob","client":"$bob"}}}}""");
        await alice.HearsNothingMore();
        Assert.Equal(["bob left chat:1", "bob disconnected 3000"], server.App.Told);
    }

    [Fact]
    public async Task Joins_are_pushed_on_request_to_those_who_may_see_presence()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        var bob = await server.ConnectAsync("bob");

        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"asked:1","join_leave":true}}""", """{"id":2,"subscribe":{}}""");
        await alice.Hears("""{"push":{"channel":"asked:1","join":{"info":{"user":"alice","client":"$alice"}}}}""");
        await bob.Subscribes("""{"id":2,"subscribe":{"channel":"asked:1"}}""", """{"id":2,"subscribe":{}}""");

        await alice.Hears("""{"push":{"channel":"asked:1","join":{"info":{"user":"bob","client":"$bob"}}}}""");
        await bob.HearsNothingMore();
    }

    [Fact]
    public async Task Subscribe_unsubscribe_subscribe_in_one_message_ends_subscribed()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");

        await alice.Sends("""{"id":2,"subscribe":{"channel":"rec:1"}}""", """{"id":3,"unsubscribe":{"channel":"rec:1"}}""", """{"id":4,"subscribe":{"channel":"rec:1"}}""");
        await server.PublishAsync("rec:1", "1");

        await alice.Hears("""{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
        await alice.Hears("""{"id":3,"unsubscribe":{}}""");
        await alice.Hears("""{"id":4,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
        await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":1,"offset":1,"epoch":"$epoch1"}}}""");
        Assert.Single((await server.Engine.PresenceAsync("rec:1", TestContext.Current.CancellationToken))!);
    }

    [Fact]
    public async Task An_unsubscribe_by_the_server_waits_for_the_subscribe_that_is_under_way()
    {
        await using var server = new TestServer();
        var gate = new Gate();
        server.Broker.BeforeRead = gate.PassAsync;
        var alice = await server.ConnectAsync("alice");

        var subscribing = alice.Sends("""{"id":2,"subscribe":{"channel":"chat:1"}}""");
        await gate.Reached;
        var ending = server.Engine.UnsubscribeAsync("alice", "chat:1", cancellationToken: TestContext.Current.CancellationToken);
        gate.Open();
        await subscribing;
        await ending.Within("the subscription did not end");

        await alice.Hears("""{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
        await alice.Hears("""{"push":{"channel":"chat:1","join":{"info":{"user":"alice","client":"$alice"}}}}""");
        await alice.Hears("""{"push":{"channel":"chat:1","unsubscribe":{"code":2000,"reason":"server unsubscribe"}}}""");
        await alice.HearsNothingMore();
        Assert.Equal(["alice left chat:1"], server.App.Told);
        Assert.Equal(0, server.Engine.ChannelCount);
    }

    [Fact]
    public async Task A_client_that_unsubscribes_waits_five_seconds_for_a_subscription_that_the_server_makes()
    {
        await using var server = new TestServer();
        var gate = new Gate();
        var alice = await server.ConnectAsync("alice");
        server.Broker.BeforeRead = gate.PassAsync;
        var adding = server.Engine.SubscribeAsync("alice", "rec:1", cancellationToken: TestContext.Current.CancellationToken);
        await gate.Reached;

        var unsubscribing = alice.Sends("""{"id":2,"unsubscribe":{"channel":"rec:1"}}""");
        server.Clock.Advance(TimeSpan.FromSeconds(5));

        Assert.False(await unsubscribing);
        await alice.IsClosedWith(3004);
        gate.Open();
        await adding.Within("the subscription was not made");
    }

    [Theory]
    [InlineData("rec:1", 105, "already subscribed")]
    [InlineData("nope:1", 102, "unknown channel")]
    [InlineData("locked:1", 103, "permission denied")]
    [InlineData("$open:1", 103, "permission denied")]
    [InlineData("dialog:x#bob,carol", 103, "permission denied")]
    [InlineData("канал", 107, "bad request")]
    [InlineData("x1234567890123456789012345678901234567890123456789", 107, "bad request")]
    public async Task A_refused_subscription_leaves_nothing_behind(string channel, int code, string message)
    {
        await using var server = new TestServer(options => options.MaxChannelLength = 30);
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"rec:1"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");

        await alice.Subscribes(
            $$$"""{"id":3,"subscribe":{"channel":"{{{channel}}}"}}""", $$$"""{"id":3,"error":{"code":{{{code}}},"message":"{{{message}}}"}}""");

        Assert.Equal(1, server.Engine.ChannelCount);
        await alice.Subscribes("""{"id":4,"subscribe":{"channel":"dialog:x#bob,alice"}}""", """{"id":4,"subscribe":{}}""");
    }

    [Fact]
    public async Task Subscriptions_have_a_limit_and_a_failed_one_does_not_count()
    {
        await using var server = new TestServer(options => options.ChannelLimit = 2);
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"subscribe":{}}""");
        await alice.Subscribes("""{"id":3,"subscribe":{"channel":"locked:1"}}""", """{"id":3,"error":{"code":103,"message":"permission denied"}}""");
        await alice.Subscribes("""{"id":4,"subscribe":{"channel":"open:2"}}""", """{"id":4,"subscribe":{}}""");

        await alice.Subscribes("""{"id":5,"subscribe":{"channel":"open:3"}}""", """{"id":5,"error":{"code":106,"message":"limit exceeded"}}""");

        await server.Engine.SubscribeAsync("alice", "open:4", cancellationToken: TestContext.Current.CancellationToken);
        await alice.IsClosedWith(3505);
    }

    [Fact]
    public async Task A_stream_that_cannot_be_read_ends_the_connection_and_leaves_nothing_behind()
    {
        await using var server = new TestServer();
        server.Broker.BeforeRead = () => throw new InvalidOperationException("on purpose");
        var alice = await server.ConnectAsync("alice");

        await alice.Sends("""{"id":2,"subscribe":{"channel":"chat:1"}}""");

        await alice.IsClosedWith(3004);
        Assert.Equal(0, server.Engine.ChannelCount);
        Assert.Empty((await server.Engine.PresenceAsync("chat:1", TestContext.Current.CancellationToken))!);
    }

    [Fact]
    public async Task A_join_that_fails_to_be_told_takes_nothing_back()
    {
        await using var server = new TestServer();
        server.Broker.BeforeJoin = () => throw new InvalidOperationException("on purpose");
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"chat:1"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");

        await alice.HearsNothingMore();
        await server.PublishAsync("chat:1", "1");
        await alice.Hears("""{"push":{"channel":"chat:1","pub":{"data":1,"offset":1,"epoch":"$epoch1"}}}""");
    }

    [Fact]
    public async Task An_application_that_fails_to_decide_is_an_error_and_the_channel_can_be_tried_again()
    {
        await using var server = new TestServer();
        server.App.OnSubscribe = (_, _) => throw new InvalidOperationException("on purpose");
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes(
            """{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"error":{"code":100,"message":"internal server error","temporary":true}}""");

        server.App.OnSubscribe = (_, _) => new(new SubscribeAnswer.Accepted(new SubscribeOptions { Data = "7"u8.ToArray() }));

        await alice.Subscribes("""{"id":3,"subscribe":{"channel":"open:1"}}""", """{"id":3,"subscribe":{"data":7}}""");
    }

    [Fact]
    public async Task A_busy_channel_cannot_fill_memory_while_a_subscription_is_prepared()
    {
        await using var server = new TestServer(options => options.MaxQueuedBytes = 4096);
        var gate = new Gate();
        server.Broker.AfterRead = gate.PassAsync;
        var alice = await server.ConnectAsync("alice");

        var subscribing = alice.Sends("""{"id":2,"subscribe":{"channel":"rec:1"}}""");
        await gate.Reached;
        for (var i = 0; i < 10; i++)
            await server.PublishAsync("rec:1", $"\"{new string('x', 1000)}\"");
        gate.Open();
        await subscribing;

        await alice.IsClosedWith(3010);
    }
}
