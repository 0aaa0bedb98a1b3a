namespace Loquat.Realtime.Tests.People;

public sealed class UserTests : IAsyncDisposable
{
    private readonly TestServer _server = new(options => (options.LastSeenLimit, options.BanLimit) = (3, 3));

    private Users Users => _server.Engine.Users;

    private DateTimeOffset Now => _server.Clock.GetUtcNow();

    [Fact]
    public async Task A_users_connections_are_listed_with_what_they_are_subscribed_to()
    {
        var alice = _server.Open("alice");
        await alice.Sends("""{"id":1,"connect":{"data":"alice","name":"a library with a long name","version":"1.2"}}""");
        await alice.Sends("""{"id":2,"subscribe":{"channel":"open:1"}}""");
        await _server.ConnectAsync("bob");

        var connection = Assert.Single(Users.ConnectionsOf("alice"));

        Assert.Equal((alice.Session.Id, "a library with a", "1.2", (DateTimeOffset?)Now), (connection.Id, connection.ClientName, connection.ClientVersion, connection.ConnectedAt));
        Assert.Equal(["open:1"], connection.Channels);
        await alice.HangsUp();
        Assert.Empty(Users.ConnectionsOf("alice"));
    }

    [Fact]
    public async Task A_user_is_online_while_there_is_a_connection_and_then_was_seen_last()
    {
        Assert.Equal(new UserStatus(false, null), Users.StatusOf("alice"));
        var one = await _server.ConnectAsync("alice");
        var two = await _server.ConnectAsync("alice");
        Assert.Equal(new UserStatus(true, null), Users.StatusOf("alice"));

        await one.HangsUp();
        _server.Clock.Advance(TimeSpan.FromSeconds(3));
        Assert.True(Users.StatusOf("alice").IsOnline);
        var end = Now;
        await two.HangsUp();
        _server.Clock.Advance(TimeSpan.FromHours(1));

        Assert.Equal(new UserStatus(false, end), Users.StatusOf("alice"));
    }

    [Fact]
    public async Task Of_more_users_than_fit_those_who_left_longest_ago_are_forgotten()
    {
        foreach (var user in new[] { "alice", "bob", "carol", "alice", "dave" })
        {
            var client = await _server.ConnectAsync(user);
            await client.HangsUp();
        }

        Assert.Null(Users.StatusOf("bob").LastSeen);
        Assert.All(["alice", "carol", "dave"], user => Assert.NotNull(Users.StatusOf(user).LastSeen));
    }

    [Fact]
    public async Task A_blocked_user_is_closed_and_kept_out_until_the_time_has_come()
    {
        var alice = await _server.ConnectAsync("alice");
        var bob = await _server.ConnectAsync("bob");

        Assert.True(Users.Block("alice", Now + TimeSpan.FromMinutes(5)));

        await alice.IsClosedWith(3507);
        var again = _server.Open("alice");
        await again.Sends("""{"id":1,"connect":{"data":"alice"}}""");
        await again.IsClosedWith(3507);
        await alice.HangsUp();
        await again.HangsUp();
        await bob.HearsNothingMore();
        Assert.False(Users.StatusOf("alice").IsOnline);
        _server.Clock.Advance(TimeSpan.FromMinutes(5));
        Assert.False(Users.IsBlocked("alice"));
        await _server.ConnectAsync("alice");
    }

    [Fact]
    public async Task Who_is_unblocked_may_come_at_once()
    {
        Users.Block("alice", Now + TimeSpan.FromDays(1));

        Assert.True(Users.Unblock("alice"));
        Assert.False(Users.Unblock("alice"));

        await _server.ConnectAsync("alice");
    }

    [Fact]
    public async Task Who_is_blocked_while_connecting_does_not_slip_in()
    {
        var asked = new Gate();
        _server.App.OnConnect = async (_, _) =>
        {
            await asked.PassAsync();
            return new ConnectAnswer.Accepted("alice");
        };
        var alice = _server.Open("alice");
        var handled = alice.Sends("""{"id":1,"connect":{}}""");
        await asked.Reached;

        Users.Block("alice", Now + TimeSpan.FromMinutes(5));
        asked.Open();

        Assert.False(await handled);
        await alice.IsClosedWith(3507);
    }

    [Fact]
    public async Task Revoked_tokens_connect_nobody_and_newer_ones_do()
    {
        var issued = Seconds(Now);
        var alice = await _server.ConnectByTokenAsync("alice", $$"""{"sub":"alice","iat":{{issued}}}""", "");
        var inApplication = await _server.ConnectAsync("alice2");

        Assert.True(Users.Revoke("alice", Now + TimeSpan.FromSeconds(1)));
        Assert.True(Users.Revoke("alice2", Now + TimeSpan.FromSeconds(1)));

        await alice.IsClosedWith(3500);
        await inApplication.HearsNothingMore();
        foreach (var claims in new[] { $$"""{"sub":"alice","iat":{{issued}}}""", """{"sub":"alice"}""" })
        {
            var again = _server.Open("alice");
            await again.Sends($$$"""{"id":1,"connect":{"token":"{{{_server.Token(claims)}}}"}}""");
            await again.IsClosedWith(3500);
        }
        await _server.ConnectByTokenAsync("alice", $$"""{"sub":"alice","iat":{{issued + 1}}}""", "");
    }

    [Fact]
    public async Task A_revoked_token_refreshes_nothing_and_subscribes_to_nothing()
    {
        var issued = Seconds(Now);
        Users.Revoke("alice", Now + TimeSpan.FromSeconds(1));
        var alice = await _server.ConnectByTokenAsync("alice", $$"""{"sub":"alice","iat":{{issued + 1}}}""", "");

        await alice.Subscribes(
            $$$"""{"id":2,"subscribe":{"channel":"locked:1","token":"{{{_server.Token($$"""{"sub":"alice","channel":"locked:1","iat":{{issued}}}""")}}}"}}""",
            """{"id":2,"error":{"code":103,"message":"permission denied"}}""");
        await alice.Sends($$$"""{"id":3,"refresh":{"token":"{{{_server.Token($$"""{"sub":"alice","iat":{{issued}}}""")}}}"}}""");

        await alice.IsClosedWith(3500);
    }

    [Fact]
    public void No_more_are_kept_out_than_fit_and_nobody_is_let_in_for_another()
    {
        Assert.True(Users.Block("a", Now + TimeSpan.FromMinutes(1)));
        Assert.True(Users.Block("b", Now + TimeSpan.FromMinutes(9)));
        Assert.True(Users.Revoke("c", Now));

        Assert.False(Users.Block("d", Now + TimeSpan.FromMinutes(9)));
        Assert.False(Users.Revoke("d", Now));
        Assert.True(Users.Block("b", Now + TimeSpan.FromMinutes(8)));
        Assert.True(Users.IsBlocked("a"));

        _server.Clock.Advance(TimeSpan.FromMinutes(1));
        Assert.True(Users.Block("d", Now + TimeSpan.FromMinutes(9)));
        Assert.Throws<ArgumentException>(() => Users.Block("", Now));
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static long Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds();
}
