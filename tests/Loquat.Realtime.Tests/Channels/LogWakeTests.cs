using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Channels;

/// <summary>Logs that another node writes: this one is told how long they are, or looks.</summary>
public class LogWakeTests
{
    private const string Subscribe = """{"id":2,"subscribe":{"channel":"thread:7"}}""";
    private const string SubscribedAtStart = """{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","positioned":true}}""";

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_log_that_has_grown_elsewhere_is_read_once_and_delivered_in_order()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes(Subscribe, SubscribedAtStart);
        server.Log.Append("thread:7", "1");
        server.Log.Append("thread:7", "2");
        var reads = server.Log.Reads;

        Wake(server, 2);
        await HearsAsync(alice, 1, 2);
        Wake(server, 1);
        Wake(server, 2);

        await server.Engine.WorkDoneAsync().Within("the engine comes to rest");
        await alice.HearsNothingMore();
        Assert.Equal(reads + 1, server.Log.Reads);
    }

    [Fact]
    public async Task What_was_written_here_and_elsewhere_is_delivered_in_the_order_of_the_log()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes(Subscribe, SubscribedAtStart);

        server.Log.Append("thread:7", "1");
        await server.AppendAsync("thread:7", "2");
        Wake(server, 1);
        server.Log.Append("thread:7", "3");
        Wake(server, 3);

        await HearsAsync(alice, 1, 2, 3);
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task Who_subscribes_while_the_log_grows_elsewhere_starts_where_it_has_grown_to()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        var read = new Gate();
        server.Log.AfterRead = read.PassAsync;
        var subscribing = alice.Sends(Subscribe);
        await read.Reached;

        // What was read is old by now, and nothing else will tell of it.
        server.Log.Append("thread:7", "1");
        server.Log.Append("thread:7", "2");
        Wake(server, 2);
        server.Log.AfterRead = () => Task.CompletedTask;
        read.Open();
        await subscribing;

        await alice.Hears("""{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","offset":2,"positioned":true}}""");
        server.Log.Append("thread:7", "3");
        Wake(server, 3);
        await HearsAsync(alice, 3);
    }

    [Fact]
    public async Task A_sweep_finds_what_nobody_told_of_and_asks_only_for_what_somebody_follows()
    {
        await using var server = Server();
        server.Log.Append("thread:8", "1");
        await server.Engine.SweepLogsAsync(Stop);
        Assert.Equal(0, server.Log.Reads);
        var alice = await server.ConnectAsync("alice");
        await alice.Subscribes(Subscribe, SubscribedAtStart);
        server.Log.Append("thread:7", "1");

        await server.Engine.SweepLogsAsync(Stop);

        await HearsAsync(alice, 1);
    }

    [Fact]
    public async Task What_is_told_of_a_log_and_not_borne_out_by_it_changes_nothing()
    {
        await using var server = Server();
        var alice = await server.ConnectAsync("alice");
        server.Log.Append("thread:7", "1");
        await alice.Subscribes(Subscribe, """{"id":2,"subscribe":{"recoverable":true,"epoch":"logepoch","offset":1,"positioned":true}}""");

        server.Engine.Wake("thread:7", new StreamPosition(5, "another"));
        await server.Engine.WorkDoneAsync().Within("the engine comes to rest");
        await server.AppendAsync("thread:7", "2");

        await HearsAsync(alice, 2);
        await alice.HearsNothingMore();
    }

    private static void Wake(TestServer server, ulong top) => server.Engine.Wake("thread:7", new StreamPosition(top, TestLog.Epoch));

    private static async Task HearsAsync(TestClient client, params int[] offsets)
    {
        foreach (var offset in offsets)
        {
            var epoch = offset == 1 ? ",\"epoch\":\"logepoch\"" : "";
            await client.Hears("{\"push\":{\"channel\":\"thread:7\",\"pub\":{" + $"\"data\":{offset},\"offset\":{offset}{epoch}" + "}}}");
        }
    }

    private static TestServer Server()
    {
        var server = new TestServer();
        server.App.OnSubscribe = (_, _) => new(new SubscribeAnswer.Accepted(SubscribeOptions.Default));
        return server;
    }
}
