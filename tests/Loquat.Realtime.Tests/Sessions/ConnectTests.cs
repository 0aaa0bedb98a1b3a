using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Sessions;

/// <summary>Sections 9 and 10: how a session begins and ends.</summary>
public class ConnectTests
{
    [Fact]
    public async Task Without_anybodys_word_a_connection_without_token_is_closed()
    {
        await using var server = new TestServer();
        var client = server.Open();

        await client.Sends("""{"id":1,"connect":{}}""");

        await client.IsClosedWith(3501);
    }

    [Theory]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task Anonymous_connections_can_be_allowed(bool anonymous, bool insecure)
    {
        await using var server = new TestServer(options => (options.AllowAnonymousConnectWithoutToken, options.Insecure) = (anonymous, insecure));
        var client = server.Open("nobody");

        await client.Sends("""{"id":1,"connect":{}}""");

        await client.Hears("""{"id":1,"connect":{"client":"$nobody","version":"test","ping":25,"pong":true}}""");
        Assert.Equal("", client.Session.User);
    }

    [Fact]
    public async Task A_token_that_nobody_can_verify_is_not_valid()
    {
        await using var server = new TestServer(options => options.Insecure = true);
        var client = server.Open();

        await client.Sends("""{"id":1,"connect":{"token":"x.y.z"}}""");

        await client.IsClosedWith(3500);
    }

    [Fact]
    public async Task The_application_says_who_this_is_and_what_they_get()
    {
        await using var server = new TestServer();
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Accepted("alice")
        {
            Data = """{"user":1}"""u8.ToArray(),
            Info = """{"name":"Alice"}"""u8.ToArray(),
            State = "mine",
            Subscriptions = new Dictionary<string, SubscribeOptions> { ["chat:1"] = new() },
        });
        var alice = server.Open("alice");

        await alice.Sends("""{"id":1,"connect":{}}""");

        await alice.Hears("""{"id":1,"connect":{"client":"$alice","version":"test","data":{"user":1},"subs":{"chat:1":{"recoverable":true,"epoch":"$epoch1","positioned":true}},"ping":25,"pong":true}}""");
        await alice.Hears("""{"push":{"channel":"chat:1","join":{"info":{"user":"alice","client":"$alice","conn_info":{"name":"Alice"}}}}}""");
        Assert.Equal(("alice", "mine"), (alice.Session.User, alice.Session.State));
    }

    [Fact]
    public async Task A_server_side_subscription_that_fails_undoes_the_whole_connect()
    {
        await using var server = new TestServer();
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Accepted("alice")
        {
            Subscriptions = new Dictionary<string, SubscribeOptions> { ["chat:1"] = new(), ["nope:1"] = new() },
        });
        var alice = server.Open("alice");

        await alice.Sends("""{"id":1,"connect":{}}""");

        await alice.Hears("""{"id":1,"error":{"code":102,"message":"unknown channel"}}""");
        Assert.Equal(0, server.Engine.ChannelCount);
        Assert.Empty((await server.Engine.PresenceAsync("chat:1", TestContext.Current.CancellationToken))!);
        await alice.HangsUp();
        Assert.Empty(server.App.Told);
    }

    [Fact]
    public async Task An_anonymous_client_gets_back_those_subscriptions_that_it_may_have()
    {
        await using var server = new TestServer(options => options.AllowAnonymousConnectWithoutToken = true);
        var client = server.Open("nobody");

        await client.Sends("""{"id":1,"connect":{"subs":{"rec:1":{},"locked:1":{},"$rec:1":{}}}}""");

        await client.Hears("""{"id":1,"connect":{"client":"$nobody","version":"test","ping":25,"pong":true,"subs":{"rec:1":{"recoverable":true,"epoch":"$epoch1","positioned":true}}}}""");
    }

    [Fact]
    public async Task A_user_with_too_many_connections_may_be_asked_to_come_back()
    {
        await using var server = new TestServer(options => (options.UserConnectionLimit, options.UserConnectionLimitIsFinal, options.Insecure) = (1, false, true));
        await server.ConnectAsync("alice");
        var again = server.Open("again");

        await again.Sends("""{"id":1,"connect":{"data":"alice"}}""");

        await again.IsClosedWith(3013);
    }

    [Fact]
    public async Task A_user_has_a_limit_of_connections_and_anonymous_ones_have_none()
    {
        await using var server = new TestServer(options => (options.UserConnectionLimit, options.Insecure) = (1, true));
        var alice = await server.ConnectAsync("alice");
        var again = server.Open("again");
        await again.Sends("""{"id":1,"connect":{"data":"alice"}}""");
        await again.IsClosedWith(3504);
        foreach (var name in new[] { "nobody", "nobodyelse" })
            await server.Open(name).Sends("""{"id":1,"connect":{}}""");

        await alice.HangsUp();

        var back = server.Open("back");
        await back.Sends("""{"id":1,"connect":{"data":"alice"}}""");
        await back.Hears("""{"id":1,"connect":{"client":"$back","version":"test","ping":25,"pong":true}}""");
    }

    [Fact]
    public async Task More_server_side_channels_than_allowed_close_the_connection()
    {
        await using var server = new TestServer(options => options.ChannelLimit = 1);
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Accepted("alice")
        {
            Subscriptions = new Dictionary<string, SubscribeOptions> { ["open:1"] = new(), ["open:2"] = new() },
        });
        var alice = server.Open("alice");

        await alice.Sends("""{"id":1,"connect":{}}""");

        await alice.IsClosedWith(3505);
    }

    [Fact]
    public async Task A_full_node_takes_no_connection()
    {
        await using var server = new TestServer(options => options.ConnectionLimit = 1);
        var alice = await server.ConnectAsync("alice");

        Assert.Null(server.Engine.Accept(new RecordingTransport(WireEncoding.Json), ClientRequest.Empty));
        await alice.HangsUp();
        Assert.NotNull(server.Engine.Accept(new RecordingTransport(WireEncoding.Json), ClientRequest.Empty));
    }

    [Fact]
    public async Task Hooks_are_called_once_for_each_end_and_after_the_transport_is_gone()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        var bob = await server.ConnectAsync("bob");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"chat:1"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
        await bob.Subscribes("""{"id":2,"subscribe":{"channel":"chat:1"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
        await bob.HearsSomething("its join");
        var gate = new Gate();
        server.Presence.BeforeRemove = gate.PassAsync;

        alice.Session.Disconnect(Disconnect.ForceDisconnect);
        alice.Session.Disconnect(Disconnect.Shutdown);
        await alice.IsClosedWith(3503);
        Assert.Empty(server.App.Told);
        // A slow presence store does not hold up the transport, which is closed by now.
        var ending = alice.HangsUp();
        await gate.Reached;
        await server.Engine.UnsubscribeAsync("bob", "nowhere", cancellationToken: TestContext.Current.CancellationToken);
        await bob.Hears("""{"push":{"channel":"nowhere","unsubscribe":{"code":2000,"reason":"server unsubscribe"}}}""");
        gate.Open();
        await ending;

        await bob.Hears("""{"push":{"channel":"chat:1","leave":{"info":{"user":"alice","client":"$alice"}}}}""");
        await bob.HearsNothingMore();
        Assert.Equal(["alice left chat:1", "alice disconnected 3503"], server.App.Told);
    }

    [Fact]
    public async Task Draining_takes_nobody_in_and_sends_everybody_away_over_its_time()
    {
        await using var server = new TestServer(options => options.PingInterval = TimeSpan.FromHours(1));
        var clients = new List<TestClient>();
        for (var i = 0; i < 40; i++)
            clients.Add(await server.ConnectAsync($"user{i}"));

        var waiting = server.Clock.WhenSet(TimeSpan.FromSeconds(0.5));
        var draining = server.Engine.DrainAsync(TimeSpan.FromSeconds(10), TestContext.Current.CancellationToken);
        Assert.Null(server.Engine.Accept(new RecordingTransport(WireEncoding.Json), ClientRequest.Empty));
        for (var sentAway = 2; sentAway < clients.Count; sentAway += 2)
        {
            await waiting.Within("the drain does not take its time");
            Assert.Equal(sentAway, clients.Count(client => client.Session.IsClosing));
            waiting = server.Clock.WhenSet(TimeSpan.FromSeconds(0.5));
            server.Clock.Advance(TimeSpan.FromSeconds(0.5));
        }

        foreach (var client in clients)
            await client.IsClosedWith(3001);
        Assert.False(draining.IsCompleted);
        foreach (var client in clients)
            await client.HangsUp();
        await draining.Within("the drain did not end");
        Assert.Equal(0, server.Engine.SessionCount);
    }
}
