using Loquat.Realtime.AspNetCore;
using Loquat.Server.Configuration;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Loquat.Server.EngineMode;

/// <summary>Binds what clients connect to, and the internal port if there is one.</summary>
internal static class EngineListeners
{
    public static void Configure(KestrelServerOptions kestrel, EngineSettings settings, IReadOnlyList<ListenUrl> urls)
    {
        kestrel.AddServerHeader = false;
        foreach (var url in urls)
            Listen(kestrel, url, listener => Secure(listener, url));

        var server = settings.HttpServer;
        if (server.InternalPort != 0)
        {
            var address = server.InternalAddress.Length > 0 ? server.InternalAddress : server.Address;
            Listen(kestrel, UrlOf(address, server.InternalPort), static _ => { });
        }
    }

    /// <summary>Where clients connect if nobody says otherwise.</summary>
    public static ListenUrl UrlOf(HttpServerSettings server) => UrlOf(server.Address, server.Port);

    private static ListenUrl UrlOf(string address, int port) => new(Uri.UriSchemeHttp, address.Length == 0 ? "*" : address, port);

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
