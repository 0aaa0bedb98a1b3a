using Loquat.Chat;
using Loquat.Protocol;
using Loquat.Realtime;
using Loquat.Server.Embedded;
using Loquat.Server.Hosting;
using Loquat.Server.Rpc;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loquat.Server.Tests.Embedded;

/// <summary>Who is removed while they connect or subscribe has been let in by a look at the past, and is out all the same.</summary>
public sealed class MemberSessionsTests : IAsyncLifetime
{
    private const string Channel = "thread:7";

    private readonly ManualClock _clock = new();
    private readonly Door _door = new();
    private readonly DirectoryInfo _data = Directory.CreateTempSubdirectory("loquat-members-");
    private readonly ServiceProvider _chat;
    private readonly Engine _engine;
    private readonly MemberSessions _members;

    public MemberSessionsTests()
    {
        var options = new RealtimeOptions();
        options.Namespaces["thread"] = new ChannelOptions();
        _engine = new Engine(options, _door, [], new MemoryBroker(_clock), new MemoryPresence(), _clock, NullLogger<Engine>.Instance);
        var cluster = new Cluster(_engine, new NoOtherNodes(), _clock, NullLogger<Cluster>.Instance);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(_clock);
        services.AddChat(chat => chat.DataDirectory = _data.FullName);
        _chat = services.BuildServiceProvider();
        var outage = new DatabaseOutage(_clock, NullLogger<DatabaseOutage>.Instance);
        _door.Members = _members = new MemberSessions(
            _engine, cluster, _chat.GetRequiredService<IServiceScopeFactory>(), new Departures(_clock), outage, _clock);
    }

    public async ValueTask InitializeAsync() =>
        await _chat.GetRequiredService<ChatDatabase>().MigrateAsync(TestContext.Current.CancellationToken);

    [Fact]
    public async Task A_removal_between_the_look_and_the_end_of_a_connect_ends_the_subscription()
    {
        _door.Follows = true;
        var client = new EnginePeer(_engine);
        var connecting = client.SendsAsync("""{"id":1,"connect":{}}""");
        await _door.HasLooked.Task.Within("the threads are read");

        await _members.ExpelAsync(Channel, userId: 1, CancellationToken.None).Within("the removal is told");
        _door.MayAnswer.SetResult();

        await connecting.Within("the connect is handled");
        Assert.Contains("\"thread:7\"", await client.HearsAsync(), StringComparison.Ordinal);
        Assert.Contains("\"unsubscribe\"", await client.HearsAsync(), StringComparison.Ordinal);
        Assert.Empty(client.Session.Channels);
        await client.Session.EndAsync();
    }

    [Fact]
    public async Task Who_is_back_by_the_time_the_connect_ends_stays()
    {
        _door.Follows = true;
        var client = new EnginePeer(_engine);
        var connecting = client.SendsAsync("""{"id":1,"connect":{}}""");
        await _door.HasLooked.Task.Within("the threads are read");

        await _members.ExpelAsync(Channel, userId: 1, CancellationToken.None).Within("the removal is told");
        await _members.ExpelAsync(Channel, userId: 2, CancellationToken.None).Within("another's removal is told");
        await _members.AdmitAsync(Channel, userId: 1, CancellationToken.None).Within("the invitation is told");
        _door.MayAnswer.SetResult();

        await connecting.Within("the connect is handled");
        Assert.Equal([Channel], client.Session.Channels);
        await client.Session.EndAsync();
    }

    [Fact]
    public async Task A_removal_between_the_look_and_the_end_of_a_subscribe_ends_the_subscription()
    {
        var client = new EnginePeer(_engine);
        _door.MayAnswer.SetResult();
        await client.SendsAsync("""{"id":1,"connect":{}}""").Within("the connect is handled");
        Assert.Contains("\"connect\"", await client.HearsAsync(), StringComparison.Ordinal);
        _door.Hold();
        var subscribing = client.SendsAsync("""{"id":2,"subscribe":{"channel":"thread:7"}}""");
        await _door.HasLooked.Task.Within("the membership is read");

        var expelling = _members.ExpelAsync(Channel, userId: 1, CancellationToken.None);
        _door.MayAnswer.SetResult();

        await Task.WhenAll(subscribing, expelling).Within("the subscribe is handled and the removal told");
        Assert.Contains("\"id\":2,\"subscribe\"", await client.HearsAsync(), StringComparison.Ordinal);
        Assert.Contains("\"unsubscribe\"", await client.HearsAsync(), StringComparison.Ordinal);
        Assert.Empty(client.Session.Channels);
        await client.Session.EndAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _engine.DisposeAsync();
        await _chat.DisposeAsync();
        _data.Delete(recursive: true);
    }

    /// <summary>The chat's side of a connect and a subscribe, held between the look into the database and the answer.</summary>
    private sealed class Door : IRealtimeApp
    {
        public MemberSessions? Members { get; set; }

        public bool Follows { get; set; }

        public TaskCompletionSource HasLooked { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource MayAnswer { get; private set; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Hold()
        {
            HasLooked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            MayAnswer = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        public async ValueTask<ConnectAnswer> ConnectAsync(ConnectEvent connect, CancellationToken cancellationToken)
        {
            var passages = Members!.Passages;
            HasLooked.TrySetResult();
            await MayAnswer.Task.WaitAsync(cancellationToken);
            return new ConnectAnswer.Accepted("1")
            {
                Subscriptions = Follows ? new Dictionary<string, SubscribeOptions> { [Channel] = SubscribeOptions.Default } : [],
                State = new SessionState(new Caller(1, "john", 1, DateTimeOffset.MaxValue), true, Passages: passages),
            };
        }

        public async ValueTask ConnectedAsync(IConnection connection, CancellationToken cancellationToken) =>
            await Members!.WelcomeAsync(connection, (SessionState)connection.State!, cancellationToken);

        public async ValueTask<SubscribeAnswer> SubscribeAsync(SubscribeEvent subscribe, CancellationToken cancellationToken)
        {
            HasLooked.TrySetResult();
            await MayAnswer.Task.WaitAsync(cancellationToken);
            return new SubscribeAnswer.Accepted(SubscribeOptions.Default);
        }

        public ValueTask<PublishAnswer> PublishAsync(PublishEvent publish, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask<RpcAnswer> RpcAsync(RpcEvent rpc, CancellationToken cancellationToken) => throw new NotSupportedException();

        public ValueTask UnsubscribedAsync(IConnection connection, string channel) => ValueTask.CompletedTask;

        public ValueTask DisconnectedAsync(IConnection connection, Disconnect disconnect) => ValueTask.CompletedTask;
    }
}
