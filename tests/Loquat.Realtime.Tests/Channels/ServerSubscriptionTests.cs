using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Channels;

/// <summary>Section 18: subscriptions that the application adds and removes.</summary>
public class ServerSubscriptionTests
{
    [Fact]
    public async Task A_subscription_added_by_the_server_is_pushed_and_then_delivers()
    {
        await using var server = new TestServer();
        await server.PublishAsync("chat:1", "1");
        var alice = await server.ConnectAsync("alice");

        Assert.Null(await server.Engine.SubscribeAsync(
            "alice", "chat:1", new SubscribeOptions { Data = "7"u8.ToArray(), Info = "8"u8.ToArray() }, cancellationToken: TestContext.Current.CancellationToken));
        await server.PublishAsync("chat:1", "2");

        await alice.Hears("""{"push":{"channel":"chat:1","subscribe":{"recoverable":true,"epoch":"$epoch1","offset":1,"positioned":true,"data":7}}}""");
        await alice.Hears("""{"push":{"channel":"chat:1","join":{"info":{"user":"alice","client":"$alice","chan_info":8}}}}""");
        await alice.Hears("""{"push":{"channel":"chat:1","pub":{"data":2,"offset":2}}}""");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"chat:1"}}""", """{"id":2,"error":{"code":105,"message":"already subscribed"}}""");
    }

    [Fact]
    public async Task Who_gives_up_subscribing_others_does_not_end_their_connections()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => server.Engine.SubscribeAsync("alice", "rec:1", cancellationToken: new CancellationToken(canceled: true)));

        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"subscribe":{}}""");
        await alice.HearsNothingMore();
        Assert.Equal(["open:1"], Assert.Single(server.Engine.Users.ConnectionsOf("alice")).Channels);
    }

    [Fact]
    public async Task A_subscription_that_exists_stays_as_it_is()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"subscribe":{}}""");

        await server.Engine.SubscribeAsync("alice", "open:1", cancellationToken: TestContext.Current.CancellationToken);
        await server.PublishAsync("open:1", "1");

        await alice.Hears("""{"push":{"channel":"open:1","pub":{"data":1}}}""");
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task A_subscription_that_the_server_made_is_told_again_with_the_position_it_has_now()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        await server.Engine.SubscribeAsync("alice", "rec:1", cancellationToken: TestContext.Current.CancellationToken);
        await server.PublishAsync("rec:1", "1");

        await server.Engine.SubscribeAsync("alice", "rec:1", cancellationToken: TestContext.Current.CancellationToken);
        await server.PublishAsync("rec:1", "2");

        await alice.Hears("""{"push":{"channel":"rec:1","subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}}""");
        await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":1,"offset":1,"epoch":"$epoch1"}}}""");
        await alice.Hears("""{"push":{"channel":"rec:1","subscribe":{"recoverable":true,"epoch":"$epoch1","offset":1,"positioned":true}}}""");
        await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":2,"offset":2}}}""");
        await alice.HearsNothingMore();
    }

    [Theory]
    [InlineData(1ul, true)]
    [InlineData(9ul, false)]
    public async Task What_was_missed_since_a_position_follows_if_it_is_still_there(ulong offset, bool recovers)
    {
        await using var server = new TestServer();
        var epoch = (await server.PublishAsync("rec:1", "1")).Epoch;
        await server.PublishAsync("rec:1", "2");
        await server.PublishAsync("rec:1", "3");
        var alice = await server.ConnectAsync("alice");

        await server.Engine.SubscribeAsync(
            "alice", "rec:1", new SubscribeOptions { RecoverSince = new StreamPosition(offset, epoch) },
            cancellationToken: TestContext.Current.CancellationToken);
        await server.PublishAsync("rec:1", "4");

        var from = recovers ? offset : 3;
        await alice.Hears($$$$"""{"push":{"channel":"rec:1","subscribe":{"recoverable":true,"epoch":"$epoch1","offset":{{{{from}}}},"positioned":true}}}""");
        for (var next = from + 1; next <= 4; next++)
            await alice.Hears($$$$"""{"push":{"channel":"rec:1","pub":{"data":{{{{next}}}},"offset":{{{{next}}}}}}}""");
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task Every_session_that_is_meant_is_told_of_an_unsubscribe_subscribed_or_not()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        var elsewhere = await server.ConnectAsync("alice");
        var bob = await server.ConnectAsync("bob");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"subscribe":{}}""");

        await server.Engine.UnsubscribeAsync("alice", "open:1", cancellationToken: TestContext.Current.CancellationToken);
        await server.PublishAsync("open:1", "1");

        await alice.Hears("""{"push":{"channel":"open:1","unsubscribe":{"code":2000,"reason":"server unsubscribe"}}}""");
        await elsewhere.Hears("""{"push":{"channel":"open:1","unsubscribe":{"code":2000,"reason":"server unsubscribe"}}}""");
        await alice.HearsNothingMore();
        await bob.HearsNothingMore();
        Assert.Equal(["alice left open:1"], server.App.Told);
    }

    [Fact]
    public async Task A_filter_narrows_to_one_connection()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        var elsewhere = await server.ConnectAsync("alice");

        await server.Engine.SubscribeAsync(
            "alice", "open:1", where: session => session.Id == elsewhere.Session.Id, cancellationToken: TestContext.Current.CancellationToken);
        server.Engine.Disconnect("alice", Disconnect.ForceReconnect, session => session.Id == alice.Session.Id);

        await elsewhere.Hears("""{"push":{"channel":"open:1","subscribe":{}}}""");
        await alice.IsClosedWith(3011);
        await elsewhere.HearsNothingMore();
    }

    [Fact]
    public async Task What_the_server_adds_while_a_session_connects_comes_after_the_reply()
    {
        await using var server = new TestServer();
        var gate = new Gate();
        server.Presence.BeforeAdd = channel => channel == "rec:1" ? gate.PassAsync() : Task.CompletedTask;
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Accepted("alice")
        {
            Subscriptions = new Dictionary<string, SubscribeOptions> { ["rec:1"] = new() },
        });
        var alice = server.Open("alice");

        var connecting = alice.Sends("""{"id":1,"connect":{}}""");
        await gate.Reached;
        var adding = server.Engine.SubscribeAsync("alice", "open:1", cancellationToken: TestContext.Current.CancellationToken);
        gate.Open();
        await connecting;
        await adding.Within("the subscription was not added");

        await alice.Hears("""{"id":1,"connect":{"client":"$alice","version":"test","ping":25,"pong":true,"subs":{"rec:1":{"recoverable":true,"epoch":"$epoch1","positioned":true}}}}""");
        await alice.Hears("""{"push":{"channel":"open:1","subscribe":{}}}""");
    }

    [Fact]
    public async Task A_session_that_ends_while_a_subscription_is_added_leaves_nothing_behind()
    {
        await using var server = new TestServer();
        var gate = new Gate();
        var alice = await server.ConnectAsync("alice");
        server.Broker.BeforeRead = gate.PassAsync;

        var adding = server.Engine.SubscribeAsync("alice", "chat:1", cancellationToken: TestContext.Current.CancellationToken);
        await gate.Reached;
        var ending = alice.HangsUp();
        gate.Open();
        await adding.Within("the subscription was not added");
        await ending;

        Assert.Equal(0, server.Engine.ChannelCount);
        Assert.Empty((await server.Engine.PresenceAsync("chat:1", TestContext.Current.CancellationToken))!);
        Assert.Equal(["alice left chat:1", "alice disconnected 3000"], server.App.Told);
    }
}
