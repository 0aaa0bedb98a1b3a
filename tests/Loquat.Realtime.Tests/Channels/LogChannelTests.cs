using Loquat.Testing;

namespace Loquat.Realtime.Tests.Channels;

/// <summary>Channels whose history is a log elsewhere: delivered strictly by offset, recovered at any age.</summary>
public class LogChannelTests
{
    [Fact]
    public async Task A_subscription_starts_at_the_top_of_the_log()
    {
        await using var server = Server();
        await server.AppendAsync("thread:7", "1", "2");
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes(
            """{"id":2,"subscribe":{"channel":"thread:7"}}""",
            """{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","offset":2,"positioned":true}}""");
        await server.AppendAsync("thread:7", "3");
        await alice.Hears("""{"push":{"channel":"thread:7","pub":{"data":3,"offset":3}}}""");
    }

    [Fact]
    public async Task The_first_publication_names_the_epoch_live_and_recovered()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"thread:7"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","positioned":true}}""");

        await server.AppendAsync("thread:7", "1");

        await alice.Hears("""{"push":{"channel":"thread:7","pub":{"data":1,"offset":1,"epoch":"logepoch"}}}""");
        var bob = await server.ConnectAsync("bob");
        await bob.Subscribes(
            """{"id":2,"subscribe":{"channel":"thread:7","recover":true}}""",
            """{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","publications":[{"data":1,"offset":1,"epoch":"logepoch"}],"recovered":true,"positioned":true,"was_recovering":true}}""");
    }

    [Fact]
    public async Task A_log_that_does_not_exist_is_an_unknown_channel()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"thread:none"}}""", """{"id":2,"error":{"code":102,"message":"unknown channel"}}""");
    }

    [Fact]
    public async Task Without_the_applications_word_nobody_subscribes_to_a_log()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"thread:7"}}""", """{"id":2,"error":{"code":103,"message":"permission denied"}}""");
    }

    [Fact]
    public async Task A_gap_is_read_from_the_log_once_for_all_subscribers()
    {
        await using var server = Server();
        var clients = new List<TestClient>();
        foreach (var name in new[] { "alice", "bob", "carol" })
        {
            var client = await server.ConnectAsync(name);
            await client.Subscribes("""{"id":2,"subscribe":{"channel":"thread:7"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","positioned":true}}""");
            clients.Add(client);
        }
        var reads = server.Log.Reads;
        var gate = new Gate();
        server.Log.BeforeRead = gate.PassAsync;

        server.Log.Append("thread:7", "1");
        server.Log.Append("thread:7", "2");
        await server.AppendAsync("thread:7", "3", "4");
        await gate.Reached;
        gate.Open();

        foreach (var client in clients)
        {
            await client.Hears("""{"push":{"channel":"thread:7","pub":{"data":1,"offset":1,"epoch":"logepoch"}}}""");
            await client.Hears("""{"push":{"channel":"thread:7","pub":{"data":2,"offset":2}}}""");
            await client.Hears("""{"push":{"channel":"thread:7","pub":{"data":3,"offset":3}}}""");
            await client.Hears("""{"push":{"channel":"thread:7","pub":{"data":4,"offset":4}}}""");
            await client.HearsNothingMore();
        }
        Assert.Equal(reads + 1, server.Log.Reads);
    }

    [Fact]
    public async Task A_gap_longer_than_a_page_is_filled_page_by_page()
    {
        await using var server = Server(options => options.RecoveryLimit = 2);
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"thread:7"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","positioned":true}}""");

        for (var i = 1; i <= 6; i++)
            server.Log.Append("thread:7", $"{i}");
        await server.AppendAsync("thread:7", "7");

        await alice.Hears("""{"push":{"channel":"thread:7","pub":{"data":1,"offset":1,"epoch":"logepoch"}}}""");
        for (var i = 2; i <= 7; i++)
            await alice.Hears($$$"""{"push":{"channel":"thread:7","pub":{"offset":{{{i}}},"data":{{{i}}} } } }""");
    }

    [Fact]
    public async Task A_publication_that_was_delivered_is_dropped()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"thread:7"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","positioned":true}}""");
        var first = server.Log.Append("thread:7", "1");

        await server.Engine.DeliverAsync("thread:7", first, TestLog.Epoch, TestContext.Current.CancellationToken);
        await server.Engine.DeliverAsync("thread:7", first, TestLog.Epoch, TestContext.Current.CancellationToken);

        await alice.Hears("""{"push":{"channel":"thread:7","pub":{"data":1,"offset":1,"epoch":"logepoch"}}}""");
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task A_log_that_cannot_be_read_is_tried_again()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"thread:7"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","positioned":true}}""");
        var backingOff = server.Clock.WhenSet(TimeSpan.FromSeconds(1));
        server.Log.BeforeRead = () =>
        {
            server.Log.BeforeRead = () => Task.CompletedTask;
            throw new InvalidOperationException("on purpose");
        };

        server.Log.Append("thread:7", "1");
        await server.AppendAsync("thread:7", "2");
        await backingOff.Within("the engine does not wait before it tries again");
        server.Clock.Advance(TimeSpan.FromSeconds(1));

        await alice.Hears("""{"push":{"channel":"thread:7","pub":{"data":1,"offset":1,"epoch":"logepoch"}}}""");
        await alice.Hears("""{"push":{"channel":"thread:7","pub":{"data":2,"offset":2}}}""");
    }

    [Fact]
    public async Task A_hole_in_the_log_itself_sends_its_subscribers_back_to_the_start()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"thread:7"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","positioned":true}}""");

        for (var i = 1; i <= 3; i++)
            server.Log.Append("thread:7", $"{i}");
        server.Log.Trim("thread:7", 2);
        await server.AppendAsync("thread:7", "4");

        await alice.Hears("""{"push":{"channel":"thread:7","unsubscribe":{"code":2500,"reason":"insufficient state"}}}""");
        await alice.Subscribes(
            """{"id":3,"subscribe":{"channel":"thread:7","recover":true,"epoch":"logepoch"}}""",
            """{"id":3,"subscribe":{"recoverable":true,"epoch":"logepoch","offset":4,"positioned":true,"was_recovering":true}}""");
        await server.AppendAsync("thread:7", "5");
        await alice.Hears("""{"push":{"channel":"thread:7","pub":{"data":5,"offset":5}}}""");
    }

    [Fact]
    public async Task Subscribers_read_the_log_with_the_history_command_and_others_do_not()
    {
        await using var server = Server();
        await server.AppendAsync("thread:7", "1", "2", "3");
        var alice = await server.ConnectAsync("alice");

        await alice.Subscribes("""{"id":2,"history":{"channel":"thread:7","limit":2}}""", """{"id":2,"error":{"code":103,"message":"permission denied"}}""");
        await alice.Subscribes("""{"id":3,"subscribe":{"channel":"thread:7"}}""", """{"id":3,"subscribe":{"recoverable":true,"epoch":"logepoch","offset":3,"positioned":true}}""");
        await alice.Subscribes(
            """{"id":4,"history":{"channel":"thread:7","limit":2}}""",
            """{"id":4,"history":{"publications":[{"data":1,"offset":1,"epoch":"logepoch"},{"data":2,"offset":2}],"epoch":"logepoch","offset":3}}""");
        await alice.Subscribes(
            """{"id":5,"history":{"channel":"thread:7","limit":2,"reverse":true}}""",
            """{"id":5,"history":{"publications":[{"data":3,"offset":3},{"data":2,"offset":2}],"epoch":"logepoch","offset":3}}""");
        await alice.Subscribes(
            """{"id":6,"history":{"channel":"thread:7","limit":10,"reverse":true,"since":{"offset":2,"epoch":"logepoch"}}}""",
            """{"id":6,"history":{"publications":[{"data":1,"offset":1,"epoch":"logepoch"}],"epoch":"logepoch","offset":3}}""");
        await alice.Subscribes(
            """{"id":7,"history":{"channel":"thread:7","limit":10,"since":{"offset":2,"epoch":"other"}}}""",
            """{"id":7,"error":{"code":112,"message":"unrecoverable position"}}""");
        await alice.Subscribes("""{"id":8,"history":{"channel":"thread:7"}}""", """{"id":8,"history":{"publications":[],"epoch":"logepoch","offset":3}}""");
    }

    [Fact]
    public async Task Only_the_owner_writes_a_log_but_anybody_may_say_what_is_not_kept()
    {
        await using var server = Server();
        server.App.OnPublish = _ => new(new PublishAnswer.Accepted());
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes("""{"id":2,"subscribe":{"channel":"thread:7"}}""", """{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","positioned":true}}""");

        await alice.Subscribes("""{"id":3,"publish":{"channel":"thread:7","data":1}}""", """{"id":3,"error":{"code":108,"message":"not available"}}""");
        await server.Engine.PublishAsync("thread:7", "\"typing\""u8.ToArray(), new PublishOptions { SkipHistory = true }, TestContext.Current.CancellationToken);

        await alice.Hears("""{"push":{"channel":"thread:7","pub":{"data":"typing"}}}""");
    }

    private static TestServer Server(Action<RealtimeOptions>? configure = null)
    {
        var server = new TestServer(configure);
        server.App.OnSubscribe = (_, _) => new(new SubscribeAnswer.Accepted(SubscribeOptions.Default));
        return server;
    }
}
