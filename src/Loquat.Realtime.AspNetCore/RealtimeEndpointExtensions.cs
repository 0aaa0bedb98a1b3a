using Loquat.Realtime.AspNetCore.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.AspNetCore;

/// <summary>Where clients reach the engine.</summary>
public static class RealtimeEndpointExtensions
{
    /// <summary>Maps the engine's transports below <paramref name="prefix"/>: <c>{prefix}/websocket</c>.</summary>
    /// <returns>What conventions for all of these endpoints are put on. Any convention makes their requests pass through the HTTP layer.</returns>
    public static IEndpointConventionBuilder MapRealtime(this IEndpointRouteBuilder endpoints, string prefix = "/connection")
    {
        var transports = endpoints.MapGroup(prefix);
        var webSocket = endpoints.ServiceProvider.GetRequiredService<WebSocketEndpoint>();
        transports.Map("/websocket", (RequestDelegate)webSocket.InvokeAsync).WithDisplayName("Realtime WebSocket").WithMetadata(WebSocketEndpointMark.Instance);
        return transports;
    }

    /// <summary>
    /// Lets WebSockets of this endpoint bypass the HTTP layer (<see cref="RealtimeHttpOptions.FastUpgrade"/>). <c>AddRealtime</c> makes it the default of every
    /// endpoint; it is needed only where the application calls <see cref="KestrelServerOptions.ConfigureEndpointDefaults(Action{ListenOptions})"/>
    /// itself, which replaces that default. Called after <c>UseHttps</c> it works on what is decrypted; before it, TLS passes by.
    /// </summary>
    public static ListenOptions UseRealtime(this ListenOptions listen)
    {
        listen.Use(next =>
        {
            // Not earlier: the middleware needs Kestrel's options, and this is called while they are made.
            var middleware = listen.ApplicationServices.GetRequiredService<WebSocketConnectionMiddleware>();
            return connection => middleware.OnConnectedAsync(connection, next);
        });
        return listen;
    }
}
