using Loquat.Realtime.AspNetCore.Emulation;
using Loquat.Realtime.AspNetCore.HttpStreams;
using Loquat.Realtime.AspNetCore.Unidirectional;
using Loquat.Realtime.AspNetCore.WebSockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore;

/// <summary>Where clients reach the engine.</summary>
public static class RealtimeEndpointExtensions
{
    /// <summary>
    /// Maps the engine's transports below <paramref name="prefix"/>: <c>{prefix}/websocket</c> and those that <see cref="RealtimeHttpOptions"/>
    /// switches on. <c>/emulation</c> is below the prefix and, where the SDKs look for it, at the root.
    /// </summary>
    /// <returns>What conventions for all of these endpoints are put on. Any convention makes their requests pass through the HTTP layer.</returns>
    public static IEndpointConventionBuilder MapRealtime(this IEndpointRouteBuilder endpoints, string prefix = "/connection")
    {
        var all = endpoints.MapGroup("");
        var transports = all.MapGroup(prefix);
        var webSocket = endpoints.ServiceProvider.GetRequiredService<WebSocketEndpoint>();
        transports.Map("/websocket", (RequestDelegate)webSocket.InvokeAsync).WithDisplayName("Realtime WebSocket").WithMetadata(WebSocketEndpointMark.Instance);
        MapHttpTransports(all, transports);
        return all;
    }

    private static void MapHttpTransports(RouteGroupBuilder all, RouteGroupBuilder transports)
    {
        var services = ((IEndpointRouteBuilder)all).ServiceProvider;
        var options = services.GetRequiredService<IOptions<RealtimeHttpOptions>>().Value;
        if (options.HttpStream.Enabled)
            Map(transports, "/http_stream", services.GetRequiredService<HttpStreamEndpoint>().InvokeAsync);
        if (options.Sse.Enabled)
            Map(transports, "/sse", services.GetRequiredService<SseEndpoint>().InvokeAsync);
        if (options.HttpStream.Enabled || options.Sse.Enabled)
            MapEmulation(all, transports, services.GetRequiredService<EmulationEndpoint>());
        if (options.Init.Enabled)
            Map(transports, "/init", services.GetRequiredService<InitEndpoint>().InvokeAsync);
        if (options.UniWebSocket.Enabled)
            Map(transports, "/uni_websocket", services.GetRequiredService<WebSocketEndpoint>().InvokeUnidirectionalAsync);
        if (options.UniHttpStream.Enabled)
            Map(transports, "/uni_http_stream", services.GetRequiredService<UniHttpStreamEndpoint>().InvokeAsync);
        if (options.UniSse.Enabled)
            Map(transports, "/uni_sse", services.GetRequiredService<UniSseEndpoint>().InvokeAsync);
    }

    private static void MapEmulation(RouteGroupBuilder all, RouteGroupBuilder transports, EmulationEndpoint emulation)
    {
        Map(transports, "/emulation", emulation.InvokeAsync);
        if (emulation.TryTakeRoot())
            Map(all, "/emulation", emulation.InvokeAsync);
    }

    private static void Map(RouteGroupBuilder group, string path, RequestDelegate serve) =>
        group.Map(path, serve).WithDisplayName($"Realtime {path}");

    /// <summary>
    /// Lets WebSockets of this endpoint bypass the HTTP layer (<see cref="RealtimeHttpOptions.FastUpgrade"/>). <c>AddRealtime</c> makes it the default of every
    /// endpoint; it is needed only where the application calls <see cref="KestrelServerOptions.ConfigureEndpointDefaults(Action{ListenOptions})"/>
    /// itself, which replaces that default. Called after <c>UseHttps</c> it works on what is decrypted; before it, TLS passes by.
    /// </summary>
    public static ListenOptions UseRealtime(this ListenOptions listen)
    {
        listen.ApplicationServices.GetRequiredService<RealtimeEndpoints>().Add(listen);
        listen.Use(next =>
        {
            // Not earlier: the middleware needs Kestrel's options, and this is called while they are made.
            var middleware = listen.ApplicationServices.GetRequiredService<WebSocketConnectionMiddleware>();
            var isSecure = RealtimeEndpoints.IsSecure(listen);
            // Below TLS is ciphertext. What is not, must not be served as if it were.
            return connection => isSecure && connection.Features.Get<ITlsHandshakeFeature>() is null
                ? next(connection)
                : middleware.OnConnectedAsync(connection, next);
        });
        return listen;
    }
}
