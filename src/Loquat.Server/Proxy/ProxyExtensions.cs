using Loquat.Server.Grpc;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Proxy;

/// <summary>Centrifugo in front: it holds the connections and asks us.</summary>
internal static class ProxyExtensions
{
    private const string Service = "centrifugal.centrifugo.proxy.CentrifugoProxy";

    /// <summary>The listeners of <see cref="ProxyOptions.Urls"/> and what answers on them. Needs an application (IRealtimeApp).</summary>
    public static IServiceCollection AddProxy(this IServiceCollection services)
    {
        services.AddOptionsWithValidateOnStart<ProxyOptions, ProxyOptionsValidator>().BindConfiguration(ProxyOptions.Section);
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<ProxyService>();
        services.TryAddSingleton<ProxyAccess>();
        services.TryAddSingleton<Http1SideDoor>();
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<Http1SideDoor>());
        services.AddSingleton<IConfigureOptions<KestrelServerOptions>, ProxyListeners>();
        return services;
    }

    /// <summary>
    /// Takes over the requests of the proxy's listeners, and only those: they see nothing of the rest of the application, and its own
    /// listeners nothing of the proxy. Comes first in the pipeline; nothing where there are no such listeners.
    /// </summary>
    public static void UseProxy(this IApplicationBuilder app)
    {
        if (!app.ApplicationServices.GetRequiredService<IOptions<ProxyOptions>>().Value.EndPoints.Any())
            return;

        var branch = new ApplicationBuilder(app.ApplicationServices);
        branch.UseRouting();
        branch.UseEndpoints(endpoints => endpoints.MapProxy());
        var proxy = branch.Build();
        var access = app.ApplicationServices.GetRequiredService<ProxyAccess>();

        app.Use(next => context =>
        {
            if (context.Features.Get<ProxyListener>() is null)
                return next(context);

            if (!access.Allows(context.Request))
            {
                ProxyAccess.Refuse(context);
                return Task.CompletedTask;
            }

            // The application's own routes may have matched already; here they do not exist.
            context.SetEndpoint(null);
            context.Request.RouteValues.Clear();
            return proxy(context);
        });
    }

    /// <summary>The events in both forms (section 26.2).</summary>
    public static void MapProxy(this IEndpointRouteBuilder endpoints)
    {
        var proxy = endpoints.ServiceProvider.GetRequiredService<ProxyService>();
        var options = endpoints.ServiceProvider.GetRequiredService<IOptions<ProxyOptions>>().Value;
        var time = endpoints.ServiceProvider.GetRequiredService<TimeProvider>();

        endpoints.MapGrpcService(Service, options.MaxRequestBytes, service => service
            .Unary<Wire.ConnectRequest, Wire.ConnectResponse>("Connect", proxy.ConnectAsync)
            .Unary<Wire.RefreshRequest, Wire.RefreshResponse>("Refresh", proxy.RefreshAsync)
            .Unary<Wire.SubscribeRequest, Wire.SubscribeResponse>("Subscribe", proxy.SubscribeAsync)
            .Unary<Wire.PublishRequest, Wire.PublishResponse>("Publish", proxy.PublishAsync)
            .Unary<Wire.RPCRequest, Wire.RPCResponse>("RPC", proxy.RpcAsync)
            .Unary<Wire.SubRefreshRequest, Wire.SubRefreshResponse>("SubRefresh", proxy.SubRefreshAsync));

        var events = endpoints.MapGroup("/centrifugo").ExcludeFromDescription();
        Map<Wire.ConnectRequest, Wire.ConnectResponse>("/connect", proxy.ConnectAsync);
        Map<Wire.RefreshRequest, Wire.RefreshResponse>("/refresh", proxy.RefreshAsync);
        Map<Wire.SubscribeRequest, Wire.SubscribeResponse>("/subscribe", proxy.SubscribeAsync);
        Map<Wire.PublishRequest, Wire.PublishResponse>("/publish", proxy.PublishAsync);
        Map<Wire.RPCRequest, Wire.RPCResponse>("/rpc", proxy.RpcAsync);
        Map<Wire.SubRefreshRequest, Wire.SubRefreshResponse>("/sub_refresh", proxy.SubRefreshAsync);

        void Map<TRequest, TResponse>(string path, UnaryMethod<TRequest, TResponse> method)
            where TRequest : Google.Protobuf.IMessage, new()
            where TResponse : Google.Protobuf.IMessage =>
            events.MapPost(path, new HttpProxyEndpoint<TRequest, TResponse>(method, options, time).InvokeAsync);
    }
}
