using Loquat.Realtime.AspNetCore.Handlers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.AspNetCore;

/// <summary>
/// The application's side of the engine. A handler's parameters are found as in a minimal API: the event's context, its
/// <see cref="IConnection"/>, a <see cref="CancellationToken"/>, registered services of a scope made for this event, what filters left
/// (<see cref="FromFeaturesAttribute"/>), the client's data as bytes (<see cref="ReadOnlyMemory{T}"/>), or, for one other type, the
/// client's data read as JSON. What cannot be found is refused when the handler is mapped.
/// </summary>
public static class RealtimeHandlerExtensions
{
    /// <summary>
    /// Answers calls of <paramref name="method"/>. A returned value becomes JSON; bytes, a <see cref="RpcAnswer"/>, a
    /// <see cref="Protocol.ProtocolError"/> or a <see cref="Protocol.Disconnect"/> are taken as they are; nothing is an empty result.
    /// </summary>
    /// <exception cref="InvalidOperationException">A parameter cannot be bound, or the method is mapped already.</exception>
    public static IEndpointRouteBuilder MapRpc(this IEndpointRouteBuilder app, string method, Delegate handler)
    {
        Table(app).AddRpc(method, handler);
        return app;
    }

    /// <summary>Answers calls of methods that nothing else answers. Without it they are refused with 104, or 108 if there is no RPC at all.</summary>
    public static IEndpointRouteBuilder MapRpcFallback(this IEndpointRouteBuilder app, Delegate handler)
    {
        Table(app).SetRpcFallback(handler);
        return app;
    }

    /// <summary>Says who a client without a token is: returns a <see cref="ConnectAnswer"/>.</summary>
    public static IEndpointRouteBuilder OnConnect(this IEndpointRouteBuilder app, Delegate handler)
    {
        Table(app).SetConnect(handler);
        return app;
    }

    /// <summary>Decides about subscriptions: returns a <see cref="SubscribeAnswer"/>. The first handler whose pattern fits is asked.</summary>
    /// <param name="pattern">A channel's name, or the beginning of names followed by a star.</param>
    public static IEndpointRouteBuilder OnSubscribe(this IEndpointRouteBuilder app, string pattern, Delegate handler)
    {
        Table(app).AddSubscribe($"'{pattern}'", ChannelPattern.Parse(pattern), handler);
        return app;
    }

    /// <summary>Decides about subscriptions to the channels that <paramref name="channels"/> accepts.</summary>
    public static IEndpointRouteBuilder OnSubscribe(this IEndpointRouteBuilder app, Func<string, bool> channels, Delegate handler)
    {
        Table(app).AddSubscribe("chosen channels", channels, handler);
        return app;
    }

    /// <summary>Decides about publications of clients: returns a <see cref="PublishAnswer"/>. The first handler whose pattern fits is asked.</summary>
    /// <param name="pattern">A channel's name, or the beginning of names followed by a star.</param>
    public static IEndpointRouteBuilder OnPublish(this IEndpointRouteBuilder app, string pattern, Delegate handler)
    {
        Table(app).AddPublish($"'{pattern}'", ChannelPattern.Parse(pattern), handler);
        return app;
    }

    /// <summary>Decides about publications of clients into the channels that <paramref name="channels"/> accepts.</summary>
    public static IEndpointRouteBuilder OnPublish(this IEndpointRouteBuilder app, Func<string, bool> channels, Delegate handler)
    {
        Table(app).AddPublish("chosen channels", channels, handler);
        return app;
    }

    /// <summary>
    /// Called once for each connection that has been accepted and answered, before its next command is handled. What is done about its user
    /// from here on reaches it, too. Several handlers are called in the order they were added.
    /// </summary>
    public static IEndpointRouteBuilder OnConnected(this IEndpointRouteBuilder app, Delegate handler)
    {
        Table(app).AddConnected(handler);
        return app;
    }

    /// <summary>
    /// Called when a channel has got its first subscriber on this node: every time, in order with <see cref="OnChannelVacated"/>, one call
    /// after another for a channel. The first handler whose pattern fits is called.
    /// </summary>
    /// <param name="pattern">A channel's name, or the beginning of names followed by a star.</param>
    public static IEndpointRouteBuilder OnChannelOccupied(this IEndpointRouteBuilder app, string pattern, Delegate handler)
    {
        Table(app).AddOccupied(pattern, handler);
        return app;
    }

    /// <summary>Called when the last subscriber of a channel on this node has gone; see <see cref="OnChannelOccupied"/>.</summary>
    /// <param name="pattern">A channel's name, or the beginning of names followed by a star.</param>
    public static IEndpointRouteBuilder OnChannelVacated(this IEndpointRouteBuilder app, string pattern, Delegate handler)
    {
        Table(app).AddVacated(pattern, handler);
        return app;
    }

    /// <summary>Called once for each subscription that has ended. Several handlers are called in the order they were added.</summary>
    public static IEndpointRouteBuilder OnUnsubscribed(this IEndpointRouteBuilder app, Delegate handler)
    {
        Table(app).AddUnsubscribed(handler);
        return app;
    }

    /// <summary>Called once for each accepted connection that is gone. Several handlers are called in the order they were added.</summary>
    public static IEndpointRouteBuilder OnDisconnected(this IEndpointRouteBuilder app, Delegate handler)
    {
        Table(app).AddDisconnected(handler);
        return app;
    }

    /// <summary>Puts a filter around all RPCs, connects, or both, depending on what it implements. The first one added is outermost.</summary>
    /// <typeparam name="TFilter">An <see cref="IRpcFilter"/>, an <see cref="IConnectFilter"/>, or both; made anew for each event.</typeparam>
    public static IEndpointRouteBuilder UseRealtimeFilter<TFilter>(this IEndpointRouteBuilder app)
        where TFilter : class
    {
        Table(app).AddFilter<TFilter>();
        return app;
    }

    private static HandlerTable Table(IEndpointRouteBuilder app) => app.ServiceProvider.GetRequiredService<HandlerTable>();
}
