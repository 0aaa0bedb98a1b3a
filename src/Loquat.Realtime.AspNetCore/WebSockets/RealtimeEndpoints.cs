using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>The endpoints of Kestrel that the engine's middleware is on.</summary>
internal sealed class RealtimeEndpoints
{
    private readonly List<ListenOptions> _endpoints = [];

    public void Add(ListenOptions endpoint) => _endpoints.Add(endpoint);

    /// <summary>True if there are any with this port, and none of them speaks TLS. One endpoint may stand for several addresses, but for one port.</summary>
    public bool ArePlain(int port)
    {
        var same = _endpoints.Where(endpoint => endpoint.EndPoint is IPEndPoint ip && ip.Port == port).ToList();
        return same.Count > 0 && !same.Exists(IsSecure);
    }

    /// <summary>Nothing but its name tells.</summary>
    public static bool IsSecure(ListenOptions endpoint) =>
        endpoint.ToString()?.StartsWith(Uri.UriSchemeHttps + Uri.SchemeDelimiter, StringComparison.Ordinal) == true;
}
