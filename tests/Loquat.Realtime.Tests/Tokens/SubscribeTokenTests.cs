namespace Loquat.Realtime.Tests.Tokens;

/// <summary>Sections 17 and 23.1: what a token opens, and for how long.</summary>
public class SubscribeTokenTests
{
    private const string Denied = "\"error\":{\"code\":103,\"message\":\"permission denied\"}";

    [Fact]
    public async Task A_token_opens_a_private_channel_and_says_what_it_is_like()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        var token = server.Token("""
            {"sub":"alice","channel":"$locked:1","info":{"role":1},"data":[2],"exp":"+40000000",
             "override":{"force_recovery":{"value":true},"join_leave":{"value":true},"force_push_join_leave":{"value":true}}}
            """);

        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"$locked:1"}}""", $"{{\"id\":2,{Denied}}}");
        await alice.Subscribes(
            $$$"""{"id":3,"subscribe":{"channel":"$locked:1","token":"{{{token}}}"}}""",
            """{"id":3,"subscribe":{"expires":true,"ttl":40000000,"recoverable":true,"epoch":"$epoch1","positioned":true,"data":[2]}}""");
        await alice.Hears("""{"push":{"channel":"$locked:1","join":{"info":{"user":"alice","client":"$alice","chan_info":{"role":1}}}}}""");
    }

    [Theory]
    [InlineData("""{"sub":"alice","channel":"locked:1","exp":"+0"}""", "\"error\":{\"code\":109,\"message\":\"token expired\"}")]
    [InlineData("""{"sub":"alice","channel":"locked:1","expire_at":1}""", "\"error\":{\"code\":110,\"message\":\"expired\"}")]
    [InlineData("""{"sub":"alice"}""", Denied)]
    [InlineData("""{"sub":"alice","channel":"locked:1","exp":"soon"}""", Denied)]
    public async Task A_token_that_does_not_hold_opens_nothing(string claims, string error)
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes($$$"""{"id":2,"subscribe":{"channel":"locked:1","token":"{{{server.Token(claims)}}}"}}""", $"{{\"id\":2,{error}}}");
    }

    [Theory]
    [InlineData("""{"sub":"bob","channel":"locked:1"}""")]
    [InlineData("""{"sub":"alice","channel":"locked:2"}""")]
    [InlineData("""{"sub":"alice","channel":"locked:1","client":"another"}""")]
    public async Task A_token_for_another_ends_the_connection(string claims)
    {
        await using var server = new TestServer();
        var subscribing = await server.ConnectAsync("alice");
        var refreshing = await server.ConnectAsync("alice");
        await refreshing.Subscribes(
            $$$"""{"id":2,"subscribe":{"channel":"locked:1","token":"{{{server.Token("""{"sub":"alice","channel":"locked:1"}""")}}}"}}""",
            """{"id":2,"subscribe":{}}""");

        await subscribing.Sends($$$"""{"id":2,"subscribe":{"channel":"locked:1","token":"{{{server.Token(claims)}}}"}}""");
        await refreshing.Sends($$$"""{"id":3,"sub_refresh":{"channel":"locked:1","token":"{{{server.Token(claims)}}}"}}""");

        await subscribing.IsClosedWith(3500);
        await refreshing.IsClosedWith(3500);
    }

    [Fact]
    public async Task A_new_token_extends_the_subscription_and_none_lets_it_end()
    {
        await using var server = new TestServer(options => options.PingInterval = TimeSpan.FromHours(1));
        var alice = await server.ConnectAsync("alice");
        var token = server.Token("""{"sub":"alice","channel":"locked:1","exp":"+100"}""");
        await alice.Subscribes(
            $$$"""{"id":2,"subscribe":{"channel":"locked:1","token":"{{{token}}}"}}""", """{"id":2,"subscribe":{"expires":true,"ttl":100}}""");

        await alice.Subscribes("""{"id":3,"sub_refresh":{"channel":"locked:1"}}""", """{"id":3,"error":{"code":107,"message":"bad request"}}""");
        await alice.Subscribes(
            $$$"""{"id":4,"sub_refresh":{"channel":"locked:1","token":"{{{server.Token("""{"sub":"alice","channel":"locked:1","expire_at":1}""")}}}"}}""",
            """{"id":4,"error":{"code":110,"message":"expired"}}""");
        await alice.Subscribes(
            $$$"""{"id":5,"sub_refresh":{"channel":"locked:1","token":"{{{server.Token("""{"sub":"alice","channel":"locked:1","exp":"+200"}""")}}}"}}""",
            """{"id":5,"sub_refresh":{"expires":true,"ttl":200}}""");
        server.Clock.Advance(TimeSpan.FromSeconds(224.8));
        await alice.HearsNothingMore();
        server.Clock.Advance(TimeSpan.FromSeconds(0.4));

        await alice.Hears("""{"push":{"channel":"locked:1","unsubscribe":{"code":2501,"reason":"subscription expired"}}}""");
    }

    [Fact]
    public async Task A_subscription_without_expiry_gets_one_by_a_token_and_an_expired_token_ends_the_connection()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"subscribe":{}}""");

        await alice.Subscribes(
            $$$"""{"id":3,"sub_refresh":{"channel":"open:1","token":"{{{server.Token("""{"sub":"alice","channel":"open:1","exp":"+200"}""")}}}"}}""",
            """{"id":3,"sub_refresh":{"expires":true,"ttl":200}}""");
        await alice.Sends($$$"""{"id":4,"sub_refresh":{"channel":"open:1","token":"{{{server.Token("""{"sub":"alice","channel":"open:1","exp":"+0"}""")}}}"}}""");

        await alice.IsClosedWith(3006);
    }

    [Fact]
    public async Task Where_the_application_refreshes_it_is_asked_after_the_grace_until_it_says_no()
    {
        await using var server = new TestServer(options =>
        {
            options.PingInterval = TimeSpan.FromHours(1);
            options.Namespaces["locked"].RefreshByApplication = true;
        });
        var asked = 0;
        server.App.OnSubRefresh = refresh => new(refresh.Channel == "locked:1" && ++asked == 1
            ? new RefreshAnswer.Extended(server.Clock.GetUtcNow() + TimeSpan.FromSeconds(50))
            : new RefreshAnswer.Expired());
        var alice = await server.ConnectAsync("alice");
        var token = server.Token("""{"sub":"alice","channel":"locked:1","exp":"+100"}""");
        await alice.Subscribes($$$"""{"id":2,"subscribe":{"channel":"locked:1","token":"{{{token}}}"}}""", """{"id":2,"subscribe":{}}""");

        server.Clock.Advance(TimeSpan.FromSeconds(125.2));
        await server.Engine.WorkDoneAsync();
        Assert.Equal(1, asked);
        await alice.HearsNothingMore();
        server.Clock.Advance(TimeSpan.FromSeconds(75.2));

        await alice.Hears("""{"push":{"channel":"locked:1","unsubscribe":{"code":2501,"reason":"subscription expired"}}}""");
        Assert.Equal(2, asked);
    }

    [Fact]
    public async Task Where_the_application_refreshes_the_client_may_not()
    {
        await using var server = new TestServer(options => options.Namespaces["open"].RefreshByApplication = true);
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":2,"subscribe":{}}""");

        await alice.Sends($$$"""{"id":4,"sub_refresh":{"channel":"open:1","token":"{{{server.Token("""{"sub":"alice","channel":"open:1"}""")}}}"}}""");

        await alice.IsClosedWith(3501);
    }
}
