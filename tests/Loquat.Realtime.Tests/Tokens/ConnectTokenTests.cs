namespace Loquat.Realtime.Tests.Tokens;

/// <summary>Sections 9 and 10: who a token says a connection is, and for how long.</summary>
public class ConnectTokenTests
{
    private const string Expired = "\"error\":{\"code\":109,\"message\":\"token expired\"}";

    [Fact]
    public async Task A_token_says_who_connects_and_what_others_see_of_them()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectByTokenAsync("alice", """{"sub":"alice","info":{"n":1},"meta":{"m":2}}""", "");

        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"subscribe":{}}""");
        await alice.Sends("""{"id":3,"publish":{"channel":"open:1","data":1}}""");

        await alice.Hears("""{"push":{"channel":"open:1","pub":{"data":1,"info":{"user":"alice","client":"$alice","conn_info":{"n":1}}}}}""");
        Assert.Equal("""{"m":2}"""u8, alice.Session.Meta.Span);
    }

    [Fact]
    public async Task A_token_brings_server_side_subscriptions()
    {
        await using var server = new TestServer();

        var alice = await server.ConnectByTokenAsync(
            "alice", """{"sub":"alice","subs":{"chat:1":{"data":7,"override":{"join_leave":{"value":false}}},"$secret":{}}}""",
            """ "subs":{"chat:1":{"recoverable":true,"epoch":"$epoch1","positioned":true,"data":7},"$secret":{}},""");

        await server.PublishAsync("$secret", "1");
        await alice.Hears("""{"push":{"channel":"$secret","pub":{"data":1}}}""");
    }

    [Fact]
    public async Task A_token_may_name_more_channels_than_a_connection_can_have_but_not_connect()
    {
        await using var server = new TestServer(options => options.ChannelLimit = 1);
        var alice = server.Open();

        await alice.Sends($$$"""{"id":1,"connect":{"token":"{{{server.Token("""{"sub":"alice","channels":["open:1","open:2"]}""")}}}"}}""");

        await alice.IsClosedWith(3505);
    }

    [Theory]
    [InlineData("""{"sub":"alice","exp":"+0"}""", Expired)]
    [InlineData("""{"sub":"alice","nbf":"+10"}""", Expired)]
    [InlineData("""{"sub":"alice","expire_at":"+-1"}""", "\"error\":{\"code\":110,\"message\":\"expired\"}")]
    [InlineData("""{"sub":"alice","channels":["nope:1"]}""", "\"error\":{\"code\":102,\"message\":\"unknown channel\"}")]
    public async Task A_token_whose_time_is_over_or_whose_channels_are_none_is_answered_by_an_error(string claims, string error)
    {
        await using var server = new TestServer();
        var client = server.Open();

        await client.Sends($$$"""{"id":1,"connect":{"token":"{{{server.Token(claims)}}}"}}""");

        await client.Hears($"{{\"id\":1,{error}}}");
    }

    [Fact]
    public async Task An_expiry_beyond_a_year_is_told_as_a_year()
    {
        await using var server = new TestServer();

        await server.ConnectByTokenAsync("alice", """{"sub":"alice","exp":"+40000000"}""", "\"expires\":true,\"ttl\":31536000,");
    }

    [Fact]
    public async Task Where_insecure_a_token_that_holds_lasts_for_ever_and_an_expired_one_is_refused()
    {
        await using var server = new TestServer(options => options.Insecure = true);
        await server.ConnectByTokenAsync("alice", """{"sub":"alice","exp":"+60"}""", "");
        var late = server.Open();

        await late.Sends($$$"""{"id":1,"connect":{"token":"{{{server.Token("""{"sub":"alice","exp":"+-60"}""")}}}"}}""");

        await late.Hears($"{{\"id\":1,{Expired}}}");
    }

    [Fact]
    public async Task A_token_that_names_nobody_can_be_disallowed()
    {
        await using var server = new TestServer(options => options.DisallowAnonymousConnectionTokens = true);
        var nobody = server.Open();

        await nobody.Sends($$$"""{"id":1,"connect":{"token":"{{{server.Token("{}")}}}"}}""");

        await nobody.IsClosedWith(3507);
    }

    [Fact]
    public async Task A_refresh_extends_the_connection_and_may_change_what_others_see()
    {
        await using var server = new TestServer(options => options.PingInterval = TimeSpan.FromHours(1));
        var alice = await server.ConnectByTokenAsync("alice", """{"sub":"alice","exp":"+60"}""", "\"expires\":true,\"ttl\":60,");

        await alice.Subscribes(
            $$$"""{"id":2,"refresh":{"token":"{{{server.Token("""{"sub":"alice","exp":"+200","info":5}""")}}}"}}""",
            """{"id":2,"refresh":{"expires":true,"ttl":200}}""");
        server.Clock.Advance(TimeSpan.FromSeconds(190));
        await alice.Subscribes("""{"id":3,"subscribe":{"channel":"chat:1"}}""", """{"id":3,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
        await alice.Hears("""{"push":{"channel":"chat:1","join":{"info":{"user":"alice","client":"$alice","conn_info":5}}}}""");

        await alice.Subscribes($$$"""{"id":4,"refresh":{"token":"{{{server.Token("""{"sub":"alice"}""")}}}"}}""", """{"id":4,"refresh":{}}""");
        // Past the time of the token before and its grace, and no further: a silent stream is forgotten after two minutes unless it is checked.
        server.Clock.Advance(TimeSpan.FromSeconds(60));
        await alice.HearsNothingMore();
    }

    [Theory]
    [InlineData("""{"sub":"bob"}""", 3500)]
    [InlineData("""{"sub":"alice","channel":"open:1"}""", 3500)]
    [InlineData("""{"sub":"alice","exp":"+0"}""", 3005)]
    [InlineData("""{"sub":"alice","channels":["open:1"]}""", 3010)]
    [InlineData("""{"sub":"alice","channels":["open:1","open:2","open:3"]}""", 3010)]
    public async Task A_refresh_that_does_not_fit_ends_the_connection(string claims, uint code)
    {
        await using var server = new TestServer();
        var alice = await server.ConnectByTokenAsync(
            "alice", """{"sub":"alice","channels":["open:1","open:2"]}""", """ "subs":{"open:1":{},"open:2":{}},""");

        await alice.Sends($$$"""{"id":2,"refresh":{"token":"{{{server.Token(claims)}}}"}}""");

        await alice.IsClosedWith(code);
    }

    [Fact]
    public async Task A_refresh_with_the_same_channels_in_another_order_fits_and_one_that_is_over_by_then_is_an_error()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectByTokenAsync(
            "alice", """{"sub":"alice","channels":["open:1","open:2"]}""", """ "subs":{"open:1":{},"open:2":{}},""");

        await alice.Subscribes(
            $$$"""{"id":2,"refresh":{"token":"{{{server.Token("""{"sub":"alice","channels":["open:2","open:1"],"exp":"+9"}""")}}}"}}""",
            """{"id":2,"refresh":{"expires":true,"ttl":9}}""");
        await alice.Subscribes(
            $$$"""{"id":3,"refresh":{"token":"{{{server.Token("""{"sub":"alice","expire_at":1,"channels":["open:2","open:1"]}""")}}}"}}""",
            """{"id":3,"error":{"code":110,"message":"expired"}}""");
    }

    [Fact]
    public async Task Where_the_application_refreshes_clients_are_not_told_and_may_not()
    {
        await using var server = new TestServer(options => (options.RefreshByApplication, options.PingInterval) = (true, TimeSpan.FromHours(1)));
        var asked = 0;
        server.App.OnRefresh = _ => new(++asked switch
        {
            1 => new RefreshAnswer.Extended(server.Clock.GetUtcNow() + TimeSpan.FromSeconds(30)),
            2 => throw new InvalidOperationException("The backend is away."),
            _ => new RefreshAnswer.Expired(),
        });
        var alice = await server.ConnectByTokenAsync("alice", """{"sub":"alice","exp":"+60"}""", "");
        var bob = await server.ConnectByTokenAsync("bob", """{"sub":"bob"}""", "");
        await bob.Sends($$$"""{"id":2,"refresh":{"token":"{{{server.Token("""{"sub":"bob"}""")}}}"}}""");
        await bob.IsClosedWith(3501);

        await AdvanceUntilAskedAsync(60.2, 1);
        await AdvanceUntilAskedAsync(30.2, 2);
        await AdvanceUntilAskedAsync(60.2, 3);
        await alice.IsClosedWith(3005);

        async Task AdvanceUntilAskedAsync(double seconds, int times)
        {
            server.Clock.Advance(TimeSpan.FromSeconds(seconds - 0.4));
            await server.Engine.WorkDoneAsync();
            Assert.Equal(times - 1, asked);
            server.Clock.Advance(TimeSpan.FromSeconds(0.4));
            await server.Engine.WorkDoneAsync();
            Assert.Equal(times, asked);
        }
    }

    [Fact]
    public async Task The_server_can_say_how_long_sessions_last()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        var elsewhere = await server.ConnectAsync("alice");
        var token = TestContext.Current.CancellationToken;

        await server.Engine.RefreshAsync("alice", new RefreshAnswer.Extended(server.Clock.GetUtcNow() + TimeSpan.FromSeconds(50)), cancellationToken: token);
        await alice.Hears("""{"push":{"refresh":{"expires":true,"ttl":50}}}""");
        await server.Engine.RefreshAsync("alice", new RefreshAnswer.Extended(null), cancellationToken: token);
        await alice.Hears("""{"push":{"refresh":{}}}""");
        await server.Engine.RefreshAsync("alice", new RefreshAnswer.Expired(), session => session == elsewhere.Session, token);
        await elsewhere.IsClosedWith(3005);
        await server.Engine.RefreshAsync("alice", new RefreshAnswer.Extended(server.Clock.GetUtcNow()), cancellationToken: token);
        await alice.IsClosedWith(3005);
    }
}
