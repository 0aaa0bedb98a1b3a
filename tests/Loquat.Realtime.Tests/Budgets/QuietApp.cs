using Loquat.Protocol;

namespace Loquat.Realtime.Tests.Budgets;

/// <summary>An application that answers without making anything but an RPC's answer.</summary>
internal sealed class QuietApp : IRealtimeApp
{
    private static readonly SubscribeAnswer Subscribed = new SubscribeAnswer.Unknown();
    private static readonly PublishAnswer Published = new PublishAnswer.Unknown();

    public ValueTask<ConnectAnswer> ConnectAsync(ConnectEvent connect, CancellationToken cancellationToken) => new(new ConnectAnswer.Accepted("someone"));

    public ValueTask<SubscribeAnswer> SubscribeAsync(SubscribeEvent subscribe, CancellationToken cancellationToken) => new(Subscribed);

    public ValueTask<PublishAnswer> PublishAsync(PublishEvent publish, CancellationToken cancellationToken) => new(Published);

    public ValueTask<RpcAnswer> RpcAsync(RpcEvent rpc, CancellationToken cancellationToken) => new(new RpcAnswer.Result(rpc.Data));

    public ValueTask UnsubscribedAsync(IConnection connection, string channel) => ValueTask.CompletedTask;

    public ValueTask DisconnectedAsync(IConnection connection, Disconnect disconnect) => ValueTask.CompletedTask;
}
