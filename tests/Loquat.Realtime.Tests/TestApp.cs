using System.Collections.Concurrent;
using System.Text.Json;
using Loquat.Protocol;

namespace Loquat.Realtime.Tests;

/// <summary>An application that believes who people say they are, has no opinion on channels, and remembers what it was told.</summary>
internal sealed class TestApp : IRealtimeApp
{
    public Func<ConnectEvent, CancellationToken, ValueTask<ConnectAnswer>> OnConnect { get; set; } = (connect, _) =>
        new(connect.Request.Data.IsEmpty
            ? new ConnectAnswer.Unknown()
            : new ConnectAnswer.Accepted(JsonSerializer.Deserialize<string>(connect.Request.Data.Span)!));

    public Func<SubscribeEvent, CancellationToken, ValueTask<SubscribeAnswer>> OnSubscribe { get; set; } = (_, _) => new(new SubscribeAnswer.Unknown());

    public Func<PublishEvent, ValueTask<PublishAnswer>> OnPublish { get; set; } = _ => new(new PublishAnswer.Unknown());

    public Func<RpcEvent, CancellationToken, ValueTask<RpcAnswer>> OnRpc { get; set; } = (rpc, _) => new(new RpcAnswer.Result(rpc.Data));

    public Func<RefreshEvent, ValueTask<RefreshAnswer>> OnRefresh { get; set; } = _ => new(new RefreshAnswer.Expired());

    public Func<SubRefreshEvent, ValueTask<RefreshAnswer>> OnSubRefresh { get; set; } = _ => new(new RefreshAnswer.Expired());

    public Func<IConnection, CancellationToken, ValueTask> OnConnected { get; set; } = (_, _) => ValueTask.CompletedTask;

    /// <summary>Which channels' comings and goings are told to <see cref="OnChannel"/>.</summary>
    public Func<string, bool> Watches { get; set; } = _ => false;

    public Func<string, ValueTask> OnChannel { get; set; } = _ => ValueTask.CompletedTask;

    /// <summary>"user left channel" and "user disconnected code", in the order in which it was told.</summary>
    public ConcurrentQueue<string> Told { get; } = new();

    public ValueTask<ConnectAnswer> ConnectAsync(ConnectEvent connect, CancellationToken cancellationToken) => OnConnect(connect, cancellationToken);

    public ValueTask<SubscribeAnswer> SubscribeAsync(SubscribeEvent subscribe, CancellationToken cancellationToken) =>
        OnSubscribe(subscribe, cancellationToken);

    public ValueTask<PublishAnswer> PublishAsync(PublishEvent publish, CancellationToken cancellationToken) => OnPublish(publish);

    public ValueTask<RpcAnswer> RpcAsync(RpcEvent rpc, CancellationToken cancellationToken) => OnRpc(rpc, cancellationToken);

    public ValueTask<RefreshAnswer> RefreshAsync(RefreshEvent refresh, CancellationToken cancellationToken) => OnRefresh(refresh);

    public ValueTask<RefreshAnswer> SubRefreshAsync(SubRefreshEvent refresh, CancellationToken cancellationToken) => OnSubRefresh(refresh);

    public ValueTask ConnectedAsync(IConnection connection, CancellationToken cancellationToken) => OnConnected(connection, cancellationToken);

    public bool WatchesChannel(string channel) => Watches(channel);

    public ValueTask ChannelOccupiedAsync(string channel) => OnChannel($"{channel} occupied");

    public ValueTask ChannelVacatedAsync(string channel) => OnChannel($"{channel} vacated");

    public ValueTask UnsubscribedAsync(IConnection connection, string channel)
    {
        Told.Enqueue($"{connection.User} left {channel}");
        return ValueTask.CompletedTask;
    }

    public ValueTask DisconnectedAsync(IConnection connection, Disconnect disconnect)
    {
        Told.Enqueue($"{connection.User} disconnected {disconnect.Code}");
        return ValueTask.CompletedTask;
    }
}
