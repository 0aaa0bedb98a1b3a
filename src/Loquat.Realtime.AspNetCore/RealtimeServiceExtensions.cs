using System.Runtime.Versioning;
using Loquat.Realtime.AspNetCore.Cors;
using Loquat.Realtime.AspNetCore.Emulation;
using Loquat.Realtime.AspNetCore.Epoll;
using Loquat.Realtime.AspNetCore.Handlers;
using Loquat.Realtime.AspNetCore.HttpStreams;
using Loquat.Realtime.AspNetCore.Unidirectional;
using Loquat.Realtime.AspNetCore.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore;

/// <summary>What the engine on ASP.NET Core consists of.</summary>
public static class RealtimeServiceExtensions
{
    /// <summary>
    /// Adds the engine, its HTTP side, and an <see cref="IRealtimeApp"/> made of what the application maps (<see cref="RealtimeHandlerExtensions"/>).
    /// What is registered before, for example an <see cref="IRealtimeApp"/> of one's own or an <see cref="IBroker"/> that spans nodes, is kept.
    /// </summary>
    public static IServiceCollection AddRealtime(this IServiceCollection services, Action<RealtimeOptions>? configure = null)
    {
        services.AddOptionsWithValidateOnStart<RealtimeOptions, RealtimeOptionsValidator>().Configure(configure ?? (_ => { }));
        services.AddOptionsWithValidateOnStart<RealtimeHttpOptions, RealtimeHttpOptionsValidator>();
        services.AddOptionsWithValidateOnStart<HandlerOptions, HandlerOptionsValidator>();
        services.AddRouting();

        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(provider => provider.GetRequiredService<IOptions<RealtimeOptions>>().Value);
        services.TryAddSingleton<IBroker, MemoryBroker>();
        services.TryAddSingleton<IPresence, MemoryPresence>();
        services.TryAddSingleton<INodes, NoOtherNodes>();
        services.TryAddSingleton<Engine>();
        services.TryAddSingleton<Cluster>();

        services.TryAddSingleton<IRealtimeApp, HandlerApp>();
        services.TryAddSingleton<HandlerTable>();
        services.TryAddSingleton<HandlerBinder>();

        services.TryAddSingleton(provider => new OriginPolicy(provider.GetRequiredService<IOptions<RealtimeHttpOptions>>().Value.AllowedOrigins));
        services.TryAddSingleton<CorsHeaders>();
        services.TryAddSingleton<StreamedConnections>();
        services.TryAddSingleton<EmulatedSessions>();
        services.TryAddSingleton<EmulationEndpoint>();
        services.TryAddSingleton<HttpStreamEndpoint>();
        services.TryAddSingleton<SseEndpoint>();
        services.TryAddSingleton<InitEndpoint>();
        services.TryAddSingleton<UniHttpStreamEndpoint>();
        services.TryAddSingleton<UniSseEndpoint>();
        services.TryAddSingleton<HandshakeRules>();
        services.TryAddSingleton<UpgradePaths>();
        services.TryAddSingleton<WebSocketEndpoint>();
        services.TryAddSingleton<WebSocketConnectionMiddleware>();
        services.TryAddSingleton<Upgrades>();
        services.TryAddSingleton<RealtimeEndpoints>();
        AddEndpointDefault(services);
        if (OperatingSystem.IsLinux())
            AddLoops(services);

        services.AddHostedService<EngineLifetime>();
        return services;
    }

    /// <summary>
    /// Before everything else that configures Kestrel: a default holds only for endpoints that are added after it, and an application that
    /// sets its own must not lose it to ours.
    /// </summary>
    private static void AddEndpointDefault(IServiceCollection services) =>
        services.Insert(0, ServiceDescriptor.Singleton<IConfigureOptions<KestrelServerOptions>>(
            new ConfigureOptions<KestrelServerOptions>(kestrel => kestrel.ConfigureEndpointDefaults(listen => listen.UseRealtime()))));

    [SupportedOSPlatform("linux")]
    private static void AddLoops(IServiceCollection services)
    {
        services.TryAddSingleton<EpollLoops>();
        services.TryAddSingleton<EpollListenerFactory>();
        // The last factory is asked first whether an endpoint is one for it.
        services.AddSingleton<IConnectionListenerFactory>(provider => provider.GetRequiredService<EpollListenerFactory>());
    }
}
