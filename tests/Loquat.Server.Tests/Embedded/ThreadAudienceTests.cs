using Loquat.Chat.Threads;
using Loquat.Protocol;
using Loquat.Realtime;
using Loquat.Server.Embedded;
using Loquat.Server.Rpc;
using Loquat.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loquat.Server.Tests.Embedded;

public sealed class ThreadAudienceTests : IAsyncDisposable
{
    private readonly ManualClock _clock = new();
    private readonly MeetingPlace _app = new();
    private readonly Engine _engine;
    private readonly ThreadAudience _audience;

    public ThreadAudienceTests()
    {
        var options = new RealtimeOptions();
        options.Namespaces["thread"] = new ChannelOptions();
        _engine = new Engine(options, _app, [], new MemoryBroker(_clock), new MemoryPresence(), _clock, NullLogger<Engine>.Instance);
        _app.Audience = _audience = new ThreadAudience(_engine, _clock);
    }

    [Fact]
    public async Task A_room_made_while_a_client_connects_is_followed_by_it_too()
    {
        var client = new EnginePeer(_engine);
        var connecting = client.SendsAsync("""{"id":1,"connect":{}}""");
        await _app.ThreadsRead.Task.Within("the connect handler has read the threads");

        await _audience.FollowAsync(Room(7), members: [2], CancellationToken.None).Within("the room is shown");
        _app.MayAnswer.SetResult();

        await connecting.Within("the connect is handled");
        Assert.Contains("\"connect\"", await client.HearsAsync(), StringComparison.Ordinal);
        Assert.Contains("\"channel\":\"thread:7\",\"subscribe\"", await client.HearsAsync(), StringComparison.Ordinal);
        await client.Session.EndAsync();
    }

    [Fact]
    public async Task A_private_room_made_by_somebody_else_meanwhile_is_not()
    {
        var client = new EnginePeer(_engine);
        var connecting = client.SendsAsync("""{"id":1,"connect":{}}""");
        await _app.ThreadsRead.Task.Within("the connect handler has read the threads");

        await _audience.FollowAsync(Room(7) with { Private = true }, members: [2], CancellationToken.None).Within("the room is shown");
        await _audience.FollowAsync(Room(8), members: [2], CancellationToken.None).Within("the other room is shown");
        _app.MayAnswer.SetResult();

        await connecting.Within("the connect is handled");
        await client.HearsAsync();
        Assert.Contains("thread:8", await client.HearsAsync(), StringComparison.Ordinal);
        await client.Session.EndAsync();
    }

    public async ValueTask DisposeAsync() => await _engine.DisposeAsync();

    private static ThreadView Room(long id) => new(id, "Room", Private: false, Offset: 0, LastMessageAt: null);

    /// <summary>The chat's side of a connect, held between the reading of the threads and the answer.</summary>
    private sealed class MeetingPlace : IRealtimeApp
    {
        public ThreadAudience? Audience { get; set; }
        public TaskCompletionSource ThreadsRead { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
        public TaskCompletionSource MayAnswer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public async ValueTask<ConnectAnswer> ConnectAsync(ConnectEvent connect, CancellationToken cancellationToken)
        {
            var introductions = Audience!.Add(1);
            ThreadsRead.SetResult();
            await MayAnswer.Task.WaitAsync(cancellationToken);
            return new ConnectAnswer.Accepted("1") { State = new SessionState(new Caller(1, "john", 1, DateTimeOffset.MaxValue), true, introductions) };
        }

        public async ValueTask ConnectedAsync(IConnection connection, CancellationToken cancellationToken) =>
            await Audience!.WelcomeAsync(connection, (SessionState)connection.State!, cancellationToken);

        public ValueTask<SubscribeAnswer> SubscribeAsync(SubscribeEvent subscribe, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<PublishAnswer> PublishAsync(PublishEvent publish, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<RpcAnswer> RpcAsync(RpcEvent rpc, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask UnsubscribedAsync(IConnection connection, string channel) => ValueTask.CompletedTask;

        public ValueTask DisconnectedAsync(IConnection connection, Disconnect disconnect) => ValueTask.CompletedTask;
    }
}
