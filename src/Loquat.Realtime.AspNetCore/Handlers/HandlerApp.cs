using Loquat.Protocol;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.AspNetCore.Handlers;

/// <summary>The application as its mapped handlers make it up. Each event gets a scope of services of its own.</summary>
/// <remarks>It knows connections only as <see cref="IConnection"/>, so that a server in front of this one may ask it about its own.</remarks>
internal sealed class HandlerApp(HandlerTable handlers, IServiceScopeFactory scopes) : IRealtimeApp
{
    private readonly Lazy<RpcNext> _rpc = new(handlers.BuildRpc);
    private readonly Lazy<ConnectNext> _connect = new(handlers.BuildConnect);

    public async ValueTask<ConnectAnswer> ConnectAsync(ConnectEvent connect, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await _connect.Value(new ConnectContext(connect, scope.ServiceProvider, cancellationToken));
    }

    public async ValueTask<SubscribeAnswer> SubscribeAsync(SubscribeEvent subscribe, CancellationToken cancellationToken)
    {
        if (handlers.FindSubscribe(subscribe.Request.Channel) is not { } handler)
            return new SubscribeAnswer.Unknown();

        await using var scope = scopes.CreateAsyncScope();
        return await handler(new SubscribeContext(subscribe, scope.ServiceProvider, cancellationToken));
    }

    public async ValueTask<PublishAnswer> PublishAsync(PublishEvent publish, CancellationToken cancellationToken)
    {
        if (handlers.FindPublish(publish.Channel) is not { } handler)
            return new PublishAnswer.Unknown();

        await using var scope = scopes.CreateAsyncScope();
        return await handler(new PublishContext(publish, scope.ServiceProvider, cancellationToken));
    }

    public async ValueTask<RpcAnswer> RpcAsync(RpcEvent rpc, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await _rpc.Value(new RpcContext(rpc, scope.ServiceProvider, cancellationToken));
    }

    public async ValueTask ConnectedAsync(IConnection connection, CancellationToken cancellationToken)
    {
        foreach (var handler in handlers.Connected)
        {
            await using var scope = scopes.CreateAsyncScope();
            await handler(new ConnectedContext(connection, scope.ServiceProvider, cancellationToken));
        }
    }

    public async ValueTask UnsubscribedAsync(IConnection connection, string channel)
    {
        foreach (var handler in handlers.Unsubscribed)
        {
            await using var scope = scopes.CreateAsyncScope();
            await handler(new UnsubscribedContext(connection, channel, scope.ServiceProvider));
        }
    }

    public async ValueTask DisconnectedAsync(IConnection connection, Disconnect disconnect)
    {
        foreach (var handler in handlers.Disconnected)
        {
            await using var scope = scopes.CreateAsyncScope();
            await handler(new DisconnectedContext(connection, disconnect, scope.ServiceProvider));
        }
    }

    public bool WatchesChannel(string channel) => handlers.FindOccupied(channel) is not null || handlers.FindVacated(channel) is not null;

    public ValueTask ChannelOccupiedAsync(string channel) => TellAsync(handlers.FindOccupied(channel), channel);

    public ValueTask ChannelVacatedAsync(string channel) => TellAsync(handlers.FindVacated(channel), channel);

    private async ValueTask TellAsync(Handler<ChannelContext, Nothing>? handler, string channel)
    {
        if (handler is null)
            return;

        await using var scope = scopes.CreateAsyncScope();
        await handler(new ChannelContext(channel, scope.ServiceProvider));
    }
}
