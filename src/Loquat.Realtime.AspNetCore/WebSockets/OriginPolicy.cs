using System.IO.Enumeration;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>
/// Which pages may connect. A browser sends cookies with a WebSocket from any page and asks nobody before, so this check is all
/// that keeps a foreign page from acting as its visitor.
/// </summary>
internal sealed class OriginPolicy(IEnumerable<string> allowed)
{
    private readonly string[] _allowed = [.. allowed];

    /// <param name="origin">Null if the request has none.</param>
    /// <param name="host">The request's Host, with its port if it names one.</param>
    public bool Allows(string? origin, string host) =>
        origin is null || IsSameHost(origin, host) || _allowed.Any(pattern => FileSystemName.MatchesSimpleExpression(pattern, origin));

    /// <summary>The scheme is not compared: behind a proxy that ends TLS the page is https and the request is not.</summary>
    private static bool IsSameHost(string origin, string host)
    {
        if (!Uri.TryCreate(origin, UriKind.Absolute, out var page) || page.Host.Length == 0)
            return false;

        // A Host without a port means the default port of the scheme that the page was loaded by.
        return Uri.TryCreate($"{page.Scheme}://{host}", UriKind.Absolute, out var server)
            && string.Equals(server.Host, page.Host, StringComparison.OrdinalIgnoreCase)
            && server.Port == page.Port;
    }
}
