using Loquat.Protocol;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.Sessions;

public class ConnectedHookTests
{
    [Fact]
    public async Task What_the_hook_does_about_its_user_reaches_the_new_connection_after_its_answer()
    {
        await using var server = new TestServer();
        server.App.OnConnected = async (connection, stop) =>
            Assert.Null(await server.Engine.SubscribeAsync(connection.User, "open:hers", cancellationToken: stop));

        var alice = await server.ConnectAsync("alice");

        await alice.Hears("""{"push":{"channel":"open:hers","subscribe":{}}}""");
    }

    [Fact]
    public async Task The_next_command_waits_for_the_hook()
    {
        await using var server = new TestServer();
        var hook = new Gate();
        server.App.OnConnected = (_, _) => new ValueTask(hook.PassAsync());
        var alice = server.Open("alice");

        var handled = alice.Sends("""{"id":1,"connect":{"data":"alice"}}""", """{"id":2,"rpc":{"method":"m","data":1}}""");
        await hook.Reached;
        await alice.Hears("""{"id":1,"connect":{"client":"$alice","version":"test","ping":25,"pong":true}}""");
        Assert.False(alice.Transport.Messages.TryRead(out _));
        hook.Open();

        await handled;
        await alice.Hears("""{"id":2,"rpc":{"data":1}}""");
    }

    [Fact]
    public async Task It_is_told_once_and_before_the_end_and_never_of_those_who_were_refused()
    {
        await using var server = new TestServer();
        server.App.OnConnected = (connection, _) =>
        {
            server.App.Told.Enqueue($"{connection.User} connected");
            return ValueTask.CompletedTask;
        };
        var alice = await server.ConnectAsync("alice");
        await alice.HangsUp();
        server.App.OnConnect = (_, _) => new(new ConnectAnswer.Refused(ProtocolError.PermissionDenied));
        var mallory = server.Open("mallory");
        await mallory.Sends("""{"id":1,"connect":{"data":"mallory"}}""");
        await mallory.HangsUp();

        Assert.Equal(["alice connected", "alice disconnected 3000"], server.App.Told);
    }

    [Fact]
    public async Task A_connection_outlives_a_hook_that_fails()
    {
        await using var server = new TestServer();
        server.App.OnConnected = (_, _) => throw new InvalidOperationException("on purpose");

        var alice = await server.ConnectAsync("alice");

        await alice.HearsNothingMore();
    }

    [Fact]
    public async Task A_hook_that_waits_for_ever_is_called_off_by_the_end_of_the_connection()
    {
        await using var server = new TestServer();
        var waiting = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        server.App.OnConnected = async (_, stop) =>
        {
            waiting.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, server.Clock, stop);
        };
        var alice = server.Open("alice");
        var handled = alice.Sends("""{"id":1,"connect":{"data":"alice"}}""");
        await waiting.Task.Within("the hook is called");

        alice.Session.Disconnect(Disconnect.ForceReconnect);

        Assert.False(await handled);
    }
}
