using Loquat.Server.Configuration;

namespace Loquat.Server.Hosting;

/// <summary>The origins of our own pages, which may open connections on our other listeners.</summary>
internal static class PageOrigins
{
    private static readonly string[] LoopbackHosts = ["localhost", "127.0.0.1", "[::1]"];

    /// <summary>
    /// A page on this machine has as many names as loopback has. A listener on every address has names that only the operator knows:
    /// Realtime:Http:AllowedOrigins is where to write them.
    /// </summary>
    public static IEnumerable<string> Of(IEnumerable<ListenUrl> urls) =>
        from url in urls
        from host in url.IsLoopback ? LoopbackHosts : [url.Host]
        where host is not ("*" or "+" or "0.0.0.0" or "[::]")
        select IsDefaultPort(url) ? $"{url.Scheme}://{host}" : $"{url.Scheme}://{host}:{url.Port}";

    private static bool IsDefaultPort(ListenUrl url) => url.Port == (url.IsSecure ? 443 : 80);
}
