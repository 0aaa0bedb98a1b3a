using Loquat.Realtime.AspNetCore;
using Loquat.Server.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Loquat.Server.Hosting;

/// <summary>Binds every configured address, all with the same limits.</summary>
internal static class Listeners
{
    public static void Configure(KestrelServerOptions kestrel, ServerOptions options)
    {
        Limit(kestrel, options.Limits);
        foreach (var url in ListenUrl.ParseAll(options.Urls))
            Listen(kestrel, url, listener => Secure(listener, url));
        foreach (var url in ListenUrl.ParseAll(options.RealtimeUrls))
            Listen(kestrel, url, listener => Secure(listener, url).Use(RealtimeOnly.Tell));
    }

    /// <summary>Tells whoever starts the server that nobody will stay signed in by these addresses.</summary>
    public static void Warn(ServerOptions options, ILogger logger)
    {
        if (options.Forwarding.Proxies.Count > 0)
            return;
        foreach (var url in ListenUrl.ParseAll(options.Urls).Where(url => !url.IsSecure && !url.IsLoopback))
            logger.ListensInTheClear(url.ToString());
    }

    private static void Limit(KestrelServerOptions kestrel, ListenerLimitOptions limits)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxConcurrentConnections = limits.MaxConnections;
        kestrel.Limits.MaxConcurrentUpgradedConnections = limits.MaxWebSockets;
        kestrel.Limits.MaxRequestBodySize = limits.MaxRequestBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = limits.MaxHeaderBytes;
        kestrel.Limits.RequestHeadersTimeout = limits.HeadersTimeout;
        kestrel.Limits.KeepAliveTimeout = limits.KeepAliveTimeout;
    }

    private static void Listen(KestrelServerOptions kestrel, ListenUrl url, Action<ListenOptions> setup)
    {
        if (url.Address is { } address)
            kestrel.Listen(address, url.Port, setup);
        else if (ListenUrl.IsLoopbackHost(url.Host))
            kestrel.ListenLocalhost(url.Port, setup);
        else
            kestrel.ListenAnyIP(url.Port, setup);
    }

    /// <summary>What every listener has by default sits below TLS, where it sees nothing but ciphertext: so once more above it.</summary>
    private static ListenOptions Secure(ListenOptions listener, ListenUrl url) => url.IsSecure ? listener.UseHttps().UseRealtime() : listener;
}
