namespace Loquat.Realtime.Tests.Sessions;

/// <summary>Section 5 and the deadlines of sections 8, 10 and 17, on a clock that stands still.</summary>
public class TimeTests
{
    [Fact]
    public async Task A_connection_that_does_not_connect_is_stale()
    {
        await using var server = new TestServer();
        var client = server.Open();

        server.Clock.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(client.Transport.Closed.IsCompleted);
        server.Clock.Advance(TimeSpan.FromSeconds(0.2));

        await client.IsClosedWith(3502);
    }

    [Fact]
    public async Task The_first_ping_comes_in_the_second_half_of_the_interval_and_not_for_all_at_once()
    {
        await using var server = new TestServer();
        var clients = new List<TestClient>();
        for (var i = 0; i < 50; i++)
            clients.Add(await server.ConnectAsync($"user{i}"));

        server.Clock.Advance(TimeSpan.FromSeconds(12.4));
        foreach (var client in clients)
            await client.HearsNothingMore();

        var pinged = new HashSet<int>();
        var moments = new HashSet<double>();
        for (var time = 12.4; time < 25.2; time += 0.1)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(0.1));
            for (var i = 0; i < clients.Count; i++)
            {
                if (clients[i].Session.AwaitsPong && pinged.Add(i))
                    moments.Add(time);
            }
        }
        Assert.Equal(50, pinged.Count);
        Assert.True(moments.Count > 10);
    }

    [Fact]
    public async Task A_client_that_answers_its_pings_stays()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");

        for (var pings = 0; pings < 5; pings++)
        {
            await alice.IsPinged();
            Assert.True(await alice.Sends("{}"));
        }
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task A_ping_that_is_not_answered_ends_the_session_after_the_timeout()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        await alice.IsPinged();

        server.Clock.Advance(TimeSpan.FromSeconds(7.5));
        // Other traffic is no pong.
        await alice.HearsNothingMore();
        server.Clock.Advance(TimeSpan.FromSeconds(0.7));

        await alice.IsClosedWith(3012);
    }

    [Fact]
    public async Task No_pong_is_missed_while_the_command_before_it_is_being_handled()
    {
        await using var server = new TestServer();
        var answer = new TaskCompletionSource<RpcAnswer>();
        var alice = await server.ConnectAsync("alice");
        server.App.OnRpc = (_, _) => new(answer.Task);
        var call = alice.Sends("""{"id":2,"rpc":{"method":"slow"}}""");
        await alice.IsPinged();

        server.Clock.Advance(TimeSpan.FromSeconds(30));
        Assert.False(alice.Transport.Closed.IsCompleted);
        answer.SetResult(new RpcAnswer.Result("1"u8.ToArray()));
        Assert.True(await call);
        await alice.Hears("""{"id":2,"rpc":{"data":1}}""");
        Assert.True(await alice.Sends("{}"));

        await alice.IsPinged();
        server.Clock.Advance(TimeSpan.FromSeconds(8.2));
        await alice.IsClosedWith(3012);
    }

    [Fact]
    public async Task A_command_that_takes_longer_than_another_ping_interval_does_not_excuse_a_missing_pong()
    {
        await using var server = new TestServer();
        var answer = new TaskCompletionSource<RpcAnswer>();
        var alice = await server.ConnectAsync("alice");
        server.App.OnRpc = (_, _) => new(answer.Task);
        var call = alice.Sends("""{"id":2,"rpc":{"method":"slow"}}""");
        await alice.IsPinged();

        server.Clock.Advance(TimeSpan.FromSeconds(32.8));
        Assert.False(alice.Transport.Closed.IsCompleted);
        server.Clock.Advance(TimeSpan.FromSeconds(1.5));

        await alice.IsClosedWith(3012);
        answer.SetResult(new RpcAnswer.Result("1"u8.ToArray()));
        await call;
    }

    [Fact]
    public async Task A_client_that_has_not_answered_when_its_command_is_done_is_not_waited_for()
    {
        await using var server = new TestServer();
        var answer = new TaskCompletionSource<RpcAnswer>();
        var alice = await server.ConnectAsync("alice");
        server.App.OnRpc = (_, _) => new(answer.Task);
        var call = alice.Sends("""{"id":2,"rpc":{"method":"slow"}}""");
        await alice.IsPinged();
        server.Clock.Advance(TimeSpan.FromSeconds(20));

        answer.SetResult(new RpcAnswer.Result("1"u8.ToArray()));
        Assert.True(await call);
        server.Clock.Advance(TimeSpan.FromSeconds(2.2));

        await alice.Hears("""{"id":2,"rpc":{"data":1}}""");
        await alice.IsClosedWith(3012);
    }

    [Fact]
    public async Task After_a_standstill_clients_are_heard_before_they_are_taken_for_dead()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        await alice.IsPinged();

        server.Clock.Stall(TimeSpan.FromSeconds(15));
        server.Clock.Advance(TimeSpan.FromSeconds(2));
        Assert.False(alice.Transport.Closed.IsCompleted);
        Assert.True(await alice.Sends("{}"));

        await alice.IsPinged();
        server.Clock.Stall(TimeSpan.FromSeconds(15));
        server.Clock.Advance(TimeSpan.FromSeconds(16.2));
        await alice.IsClosedWith(3012);
    }

    [Fact]
    public async Task A_connection_whose_connect_is_being_handled_is_not_stale_until_it_takes_twice_as_long()
    {
        await using var server = new TestServer();
        var answer = new TaskCompletionSource<ConnectAnswer>();
        server.App.OnConnect = (_, _) => new(answer.Task);
        var (alice, bob) = (server.Open("alice"), server.Open("bob"));
        var connecting = alice.Sends("""{"id":1,"connect":{}}""");

        server.Clock.Advance(TimeSpan.FromSeconds(19));
        await bob.IsClosedWith(3502);
        Assert.False(alice.Transport.Closed.IsCompleted);
        server.Clock.Advance(TimeSpan.FromSeconds(1.5));

        await alice.IsClosedWith(3502);
        answer.SetResult(new ConnectAnswer.Accepted("alice"));
        await connecting;
    }

    [Fact]
    public async Task A_second_pong_for_one_ping_is_a_bad_request()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        await alice.IsPinged();

        await alice.Sends("{}", "{}");

        await alice.IsClosedWith(3501);
    }

    [Fact]
    public async Task A_connection_that_its_client_does_not_refresh_ends_after_the_grace()
    {
        await using var server = new TestServer(options => options.PingInterval = TimeSpan.FromHours(1));
        var alice = await server.ConnectByTokenAsync("alice", """{"sub":"alice","exp":"+60"}""", "\"expires\":true,\"ttl\":60,");

        server.Clock.Advance(TimeSpan.FromSeconds(84.8));
        Assert.False(alice.Transport.Closed.IsCompleted);
        server.Clock.Advance(TimeSpan.FromSeconds(0.4));

        await alice.IsClosedWith(3005);
    }

    [Fact]
    public async Task A_connection_that_has_expired_already_is_refused()
    {
        await using var server = new TestServer();
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Accepted("alice") { ExpireAt = server.Clock.GetUtcNow() });
        var alice = server.Open("alice");

        await alice.Sends("""{"id":1,"connect":{}}""");

        await alice.Hears("""{"id":1,"error":{"code":110,"message":"expired"}}""");
    }

    [Fact]
    public async Task Expired_subscriptions_end_alone_if_the_client_made_them_and_with_the_connection_if_the_server_did()
    {
        await using var server = new TestServer(options => options.PingInterval = TimeSpan.FromHours(1));
        var options = new SubscribeOptions { ExpireAt = server.Clock.GetUtcNow() + TimeSpan.FromSeconds(60) };
        server.App.OnSubscribe = (subscribe, _) => new(new SubscribeAnswer.Accepted(
            subscribe.Request.Channel == "open:1" ? options : SubscribeOptions.Default));
        var alice = await server.ConnectAsync("alice");
        var bob = await server.ConnectAsync("bob");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"subscribe":{}}""");
        await alice.Subscribes("""{"id":3,"subscribe":{"channel":"open:2"}}""", """{"id":3,"subscribe":{}}""");
        await server.Engine.SubscribeAsync("bob", "open:1", options, cancellationToken: TestContext.Current.CancellationToken);

        server.Clock.Advance(TimeSpan.FromSeconds(84.8));
        await alice.HearsNothingMore();
        server.Clock.Advance(TimeSpan.FromSeconds(0.4));

        await alice.Hears("""{"push":{"channel":"open:1","unsubscribe":{"code":2501,"reason":"subscription expired"}}}""");
        await bob.IsClosedWith(3006);
        await server.PublishAsync("open:2", "2");
        await alice.Hears("""{"push":{"channel":"open:2","pub":{"data":2}}}""");
    }
}
