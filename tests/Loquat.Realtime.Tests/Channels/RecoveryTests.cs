
namespace Loquat.Realtime.Tests.Channels;

/// <summary>Section 13, and the offsets of 11.4.</summary>
public class RecoveryTests
{
    private const string NotRecovered = """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","offset":4,"positioned":true,"was_recovering":true}}""";

    [Fact]
    public async Task Who_missed_nothing_is_recovered_at_their_own_offset()
    {
        await using var server = await WithFourPublications("rec:1");
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes(
            """{"id":2,"subscribe":{"channel":"rec:1","recover":true,"offset":4}}""",
            """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","recovered":true,"offset":4,"positioned":true,"was_recovering":true}}""");
    }

    [Fact]
    public async Task Who_missed_some_gets_them_with_the_offset_of_the_request()
    {
        await using var server = await WithFourPublications("rec:1");
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes(
            """{"id":2,"subscribe":{"channel":"rec:1","recover":true,"offset":2}}""",
            """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","publications":[{"data":3,"offset":3},{"data":4,"offset":4}],"recovered":true,"offset":2,"positioned":true,"was_recovering":true}}""");
        await server.PublishAsync("rec:1", "5");
        await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":5,"offset":5}}}""");
    }

    [Theory]
    [InlineData("""{"channel":"rec:1","recover":true,"offset":7}""")]
    [InlineData("""{"channel":"rec:1","recover":true,"offset":2,"epoch":"_"}""")]
    [InlineData("""{"channel":"rec:1","recover":true,"offset":4,"epoch":"anotherone"}""")]
    public async Task A_position_that_the_stream_does_not_have_is_not_recovered_and_not_an_error(string request)
    {
        await using var server = await WithFourPublications("rec:1");
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes($$$"""{"id":2,"subscribe":{{{request}}}}""", NotRecovered);
        await server.PublishAsync("rec:1", "5");
        await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":5,"offset":5}}}""");
    }

    [Fact]
    public async Task Who_asks_for_it_gets_an_error_instead_of_an_unrecovered_subscription()
    {
        await using var server = await WithFourPublications("rec:1");
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes(
            """{"id":2,"subscribe":{"channel":"rec:1","recover":true,"offset":2,"epoch":"_","flag":2}}""",
            """{"id":2,"error":{"code":112,"message":"unrecoverable position"}}""");
        Assert.Equal(0, server.Engine.ChannelCount);
    }

    [Fact]
    public async Task What_the_stream_has_trimmed_is_not_recovered()
    {
        await using var server = await WithFourPublications("small:1");
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"small:1","recover":true,"offset":1}}""", NotRecovered);
    }

    [Fact]
    public async Task More_than_the_limit_is_not_recovered_rather_than_recovered_in_part()
    {
        await using var server = await WithFourPublications("rec:1", options => options.RecoveryLimit = 3);
        var alice = await server.ConnectAsync("alice");
        var bob = await server.ConnectAsync("bob");

        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"rec:1","recover":true}}""", NotRecovered);
        await bob.Subscribes(
            """{"id":2,"subscribe":{"channel":"rec:1","recover":true,"offset":1}}""",
            """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","publications":[{"data":2,"offset":2},{"data":3,"offset":3},{"data":4,"offset":4}],"recovered":true,"offset":1,"positioned":true,"was_recovering":true}}""");
    }

    [Fact]
    public async Task A_channel_without_recovery_says_that_it_was_asked_for_it()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes(
            """{"id":2,"subscribe":{"channel":"open:1","recover":true,"epoch":"x","offset":3}}""", """{"id":2,"subscribe":{"was_recovering":true}}""");
    }

    [Fact]
    public async Task Server_side_subscriptions_recover_in_the_connect_reply()
    {
        await using var server = await WithFourPublications("rec:1");
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Accepted("alice")
        {
            Subscriptions = new Dictionary<string, SubscribeOptions> { ["rec:1"] = new() },
        });
        var alice = server.Open("alice");

        await alice.Sends("""{"id":1,"connect":{"subs":{"rec:1":{"recover":true,"offset":3}}}}""");

        await alice.Hears("""{"id":1,"connect":{"client":"$alice","version":"test","ping":25,"pong":true,"subs":{"rec:1":{"recoverable":true,"epoch":"$epoch1","publications":[{"data":4,"offset":4}],"recovered":true,"offset":3,"positioned":true,"was_recovering":true}}}}""");
    }

    [Fact]
    public async Task A_stream_that_was_lost_sends_its_subscribers_back_to_the_start()
    {
        await using var server = new TestServer(options =>
        {
            options.Namespaces["rec"].HistoryMetaTtl = TimeSpan.FromSeconds(1);
            options.PingInterval = TimeSpan.FromHours(1);
        });
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"rec:1"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
        var bob = await server.ConnectAsync("bob");
        await server.Engine.SubscribeAsync("bob", "rec:1", cancellationToken: TestContext.Current.CancellationToken);

        // The stream is swept after half a minute, the positions are compared after forty seconds of silence.
        await server.PassesAsync(TimeSpan.FromSeconds(65));

        await alice.Hears("""{"push":{"channel":"rec:1","unsubscribe":{"code":2500,"reason":"insufficient state"}}}""");
        await alice.Subscribes(
            """{"id":3,"subscribe":{"channel":"rec:1","recover":true,"epoch":"was-epoch1"}}""",
            """{"id":3,"subscribe":{"recoverable":true,"epoch":"$epoch2","positioned":true,"was_recovering":true}}""");
        await bob.IsClosedWith(3010);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_is_behind_a_stream_has_missed_something_only_if_it_does_not_come(bool comes)
    {
        await using var server = new TestServer(options => options.PingInterval = TimeSpan.FromHours(1));
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"rec:1"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
        server.Broker.Shows = read => read with { Top = read.Top with { Offset = 1 } };

        // The first look, after forty seconds of silence, finds a publication that has not arrived.
        await server.PassesAsync(TimeSpan.FromSeconds(65));
        await alice.HearsNothingMore();
        if (comes)
        {
            await server.PublishAsync("rec:1", "1");
            await alice.Hears("""{"push":{"channel":"rec:1","pub":{"data":1,"offset":1,"epoch":"$epoch1"}}}""");
        }
        await server.PassesAsync(TimeSpan.FromSeconds(65));

        if (comes)
            await alice.HearsNothingMore();
        else
            await alice.Hears("""{"push":{"channel":"rec:1","unsubscribe":{"code":2500,"reason":"insufficient state"}}}""");
    }

    private static async Task<TestServer> WithFourPublications(string channel, Action<RealtimeOptions>? configure = null)
    {
        var server = new TestServer(configure);
        for (var i = 1; i <= 4; i++)
            await server.PublishAsync(channel, $"{i}");
        return server;
    }
}
