using System.Reflection;
using Loquat.Protocol;

namespace Loquat.Realtime.Tests.Commands;

/// <summary>Section 8: which command may come when, and what follows if it may not.</summary>
public class DispatchTests
{
    [Fact]
    public async Task Every_command_has_an_arm()
    {
        await using var server = new TestServer();
        var kinds = typeof(Command).GetNestedTypes().Where(type => type.IsSubclassOf(typeof(Command))).ToList();
        Assert.True(kinds.Count >= 13);

        foreach (var kind in kinds)
        {
            var client = server.Open();
            await server.Engine.DispatchAsync(client.Session, Example(kind));
        }
    }

    [Theory]
    [InlineData("""{"id":1,"subscribe":{"channel":"open:1"}}""")]
    [InlineData("""{"id":1,"rpc":{"method":"x"}}""")]
    [InlineData("""{"send":{"data":1}}""")]
    [InlineData("{}")]
    public async Task Nothing_comes_before_connect(string command)
    {
        await using var server = new TestServer();
        var client = server.Open();

        Assert.False(await client.Sends(command));
        await client.IsClosedWith(3501);
    }

    [Theory]
    [InlineData("""{"id":2,"connect":{}}""")]
    [InlineData("""{"id":2}""")]
    [InlineData("""{"id":2,"ping":{}}""")]
    [InlineData("""{"id":2,"subscribe":{}}""")]
    [InlineData("""{"id":2,"unsubscribe":{}}""")]
    [InlineData("""{"id":2,"publish":{"data":1}}""")]
    [InlineData("""{"id":2,"presence":{}}""")]
    [InlineData("""{"id":2,"presence_stats":{}}""")]
    [InlineData("""{"id":2,"history":{}}""")]
    [InlineData("""{"id":2,"sub_refresh":{}}""")]
    [InlineData("""{"id":2,"refresh":{}}""")]
    [InlineData("""{"id":2,"subscribe":{"channel":"open:1","delta":"other"}}""")]
    [InlineData("{}")]
    [InlineData("")]
    [InlineData("nonsense")]
    public async Task What_makes_no_sense_ends_the_session(string command)
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");

        Assert.False(await alice.Sends(command));
        await alice.IsClosedWith(3501);
    }

    [Fact]
    public async Task Good_commands_before_a_bad_one_are_answered()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");

        await alice.Sends("""{"id":2,"rpc":{"method":"echo","data":7}}""", "nonsense", """{"id":3,"rpc":{"method":"echo","data":8}}""");

        await alice.Hears("""{"id":2,"rpc":{"data":7}}""");
        await alice.IsClosedWith(3501);
        Assert.False(alice.Transport.Messages.TryRead(out _));
    }

    [Fact]
    public async Task Commands_of_one_message_are_answered_in_their_order()
    {
        await using var server = new TestServer();
        var alice = server.Open("alice");

        await alice.Sends("""{"id":1,"connect":{"data":"alice"}}""", """{"id":2,"subscribe":{"channel":"open:1"}}""", """{"id":3,"unsubscribe":{"channel":"open:1"}}""");

        await alice.Hears("""{"id":1,"connect":{"client":"$alice","version":"test","ping":25,"pong":true}}""");
        await alice.Hears("""{"id":2,"subscribe":{}}""");
        await alice.Hears("""{"id":3,"unsubscribe":{}}""");
    }

    [Fact]
    public async Task After_an_error_reply_to_connect_nothing_is_answered_and_the_connection_is_dropped()
    {
        await using var server = new TestServer();
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Refused(ProtocolError.TokenExpired));
        var client = server.Open();

        await client.Sends("""{"id":1,"connect":{}}""", """{"id":2,"subscribe":{"channel":"open:1"}}""");
        await client.Hears("""{"id":1,"error":{"code":109,"message":"token expired"}}""");
        Assert.True(await client.Sends("""{"id":3,"subscribe":{"channel":"open:1"}}"""));
        server.Clock.Advance(TimeSpan.FromSeconds(4.9));
        Assert.False(client.Transport.Closed.IsCompleted);

        server.Clock.Advance(TimeSpan.FromSeconds(0.3));
        await client.IsClosedWith(3000);
        Assert.False(client.Transport.Messages.TryRead(out _));
    }

    [Fact]
    public async Task Where_the_stale_delay_is_shorter_it_counts_after_an_error_reply_to_connect_too()
    {
        await using var server = new TestServer(options => options.StaleCloseDelay = TimeSpan.FromSeconds(1));
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Refused(ProtocolError.TokenExpired));
        var client = server.Open();

        await client.Sends("""{"id":1,"connect":{}}""");
        server.Clock.Advance(TimeSpan.FromSeconds(1.1));

        await client.IsClosedWith(3502);
    }

    [Fact]
    public async Task An_application_that_fails_is_an_internal_error_and_the_session_goes_on()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        server.App.OnRpc = (rpc, _) => rpc.Method == "fail" ? throw new InvalidOperationException("on purpose") : new(new RpcAnswer.Result(rpc.Data));

        await alice.Sends("""{"id":2,"rpc":{"method":"fail"}}""");

        await alice.Hears("""{"id":2,"error":{"code":100,"message":"internal server error","temporary":true}}""");
        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task A_message_without_reply_is_not_available()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");

        await alice.Sends("""{"send":{"data":{"x":1}}}""");

        await alice.IsClosedWith(3508);
    }

    [Fact]
    public async Task A_command_that_still_runs_is_cancelled_when_its_session_ends()
    {
        await using var server = new TestServer();
        var alice = await server.ConnectAsync("alice");
        var cancelled = new TaskCompletionSource();
        server.App.OnRpc = async (_, stop) =>
        {
            await using var registration = stop.Register(cancelled.SetResult);
            await cancelled.Task;
            stop.ThrowIfCancellationRequested();
            throw new InvalidOperationException("It should have been cancelled.");
        };

        var running = alice.Sends("""{"id":2,"rpc":{"method":"slow"}}""");
        alice.Session.Disconnect(Disconnect.ForceDisconnect);

        Assert.False(await running);
        await alice.IsClosedWith(3503);
    }

    private static Command Example(Type kind) => (Command)kind.GetConstructors().Single().Invoke(
        [.. kind.GetConstructors().Single().GetParameters().Select(Example)]);

    private static object? Example(ParameterInfo parameter) => parameter.ParameterType switch
    {
        var type when type == typeof(string) => "open:1",
        var type when type == typeof(SubscribeRequest) => new SubscribeRequest { Channel = "open:1" },
        var type when type == typeof(ConnectRequest) => new ConnectRequest(),
        var type when type.IsValueType => Activator.CreateInstance(type),
        _ => null,
    };
}
