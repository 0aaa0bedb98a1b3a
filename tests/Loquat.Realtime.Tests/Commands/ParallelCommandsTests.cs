using System.Text;

namespace Loquat.Realtime.Tests.Commands;

/// <summary>Commands of one connection beside each other, where the options allow it.</summary>
public class ParallelCommandsTests
{
    [Fact]
    public async Task A_quick_command_does_not_wait_for_a_slow_one_and_nothing_of_it_is_mixed_up()
    {
        await using var server = new TestServer(options => options.HandlerConcurrency = 2);
        var gate = HoldSlowCalls(server);
        var alice = await server.ConnectAsync("alice");
        var message = Encoding.UTF8.GetBytes("""{"id":2,"rpc":{"method":"slow","data":"first"}}""");

        await alice.SendsBytes(message);
        await gate.Reached;
        Array.Fill(message, (byte)'x');
        await alice.Sends("""{"id":3,"rpc":{"method":"quick","data":"second"}}""");
        await alice.Hears("""{"id":3,"rpc":{"data":"second"}}""");
        gate.Open();

        await alice.Hears("""{"id":2,"rpc":{"data":"first"}}""");
    }

    [Fact]
    public async Task No_more_than_allowed_are_handled_at_once()
    {
        await using var server = new TestServer(options => options.HandlerConcurrency = 1);
        var gate = HoldSlowCalls(server);
        var alice = await server.ConnectAsync("alice");
        await alice.Sends("""{"id":2,"rpc":{"method":"slow","data":1}}""");
        await gate.Reached;

        var second = alice.Sends("""{"id":3,"rpc":{"method":"quick","data":2}}""");
        Assert.False(second.IsCompleted);
        gate.Open();
        await second;

        await alice.Hears("""{"id":2,"rpc":{"data":1}}""");
        await alice.Hears("""{"id":3,"rpc":{"data":2}}""");
    }

    [Fact]
    public async Task An_unsubscribe_waits_for_the_subscribe_before_it_and_the_next_subscribe_for_both()
    {
        await using var server = new TestServer(options => options.HandlerConcurrency = 8);
        var gate = new Gate();
        server.Broker.BeforeRead = gate.PassAsync;
        var alice = await server.ConnectAsync("alice");

        var sending = alice.Sends(
            """{"id":2,"subscribe":{"channel":"rec:1"}}""", """{"id":3,"unsubscribe":{"channel":"rec:1"}}""", """{"id":4,"subscribe":{"channel":"rec:1"}}""");
        await gate.Reached;
        gate.Open();
        await sending;

        await alice.Hears("""{"id":2,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
        await alice.Hears("""{"id":3,"unsubscribe":{}}""");
        await alice.Hears("""{"id":4,"subscribe":{"recoverable":true,"epoch":"$epoch1","positioned":true}}""");
    }

    [Fact]
    public async Task The_end_of_a_session_waits_for_what_it_has_begun()
    {
        await using var server = new TestServer(options => options.HandlerConcurrency = 2);
        var gate = new Gate();
        server.Broker.BeforeRead = gate.PassAsync;
        var alice = await server.ConnectAsync("alice");
        await alice.Sends("""{"id":2,"subscribe":{"channel":"rec:1"}}""");
        await gate.Reached;

        var end = alice.HangsUp();
        Assert.False(end.IsCompleted);
        gate.Open();
        await end;

        Assert.Equal(0, server.Engine.ChannelCount);
        Assert.Equal(0, server.Engine.SessionCount);
    }

    private static Gate HoldSlowCalls(TestServer server)
    {
        var gate = new Gate();
        server.App.OnRpc = async (rpc, _) =>
        {
            if (rpc.Method == "slow")
                await gate.PassAsync();
            return new RpcAnswer.Result(rpc.Data);
        };
        return gate;
    }
}
