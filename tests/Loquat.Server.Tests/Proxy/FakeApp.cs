using Loquat.Protocol;
using Loquat.Realtime;

namespace Loquat.Server.Tests.Proxy;

/// <summary>An application of which a test needs its RPCs; it has no opinion on anything else.</summary>
internal sealed class FakeApp(Func<RpcEvent, CancellationToken, Task<RpcAnswer>> rpc) : IRealtimeApp
{
    /// <summary>Answers every RPC with its own payload.</summary>
    public static FakeApp Echo() => new((rpc, _) => Task.FromResult<RpcAnswer>(new RpcAnswer.Result(rpc.Data)));

    public ValueTask<ConnectAnswer> ConnectAsync(ConnectEvent connect, CancellationToken cancellationToken) => new(new ConnectAnswer.Unknown());

    public ValueTask<SubscribeAnswer> SubscribeAsync(SubscribeEvent subscribe, CancellationToken cancellationToken) => new(new SubscribeAnswer.Unknown());

    public ValueTask<PublishAnswer> PublishAsync(PublishEvent publish, CancellationToken cancellationToken) => new(new PublishAnswer.Unknown());

    public ValueTask<RpcAnswer> RpcAsync(RpcEvent rpcEvent, CancellationToken cancellationToken) => new(rpc(rpcEvent, cancellationToken));

    public ValueTask UnsubscribedAsync(IConnection connection, string channel) => throw new NotSupportedException();

    public ValueTask DisconnectedAsync(IConnection connection, Disconnect disconnect) => throw new NotSupportedException();
}
