using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>Marks an endpoint as the engine's WebSocket endpoint.</summary>
internal sealed class WebSocketEndpointMark
{
    public static readonly WebSocketEndpointMark Instance = new();
}

/// <summary>
/// The paths whose upgrade requests need not pass through the HTTP layer: endpoints of ours that the application has put nothing on.
/// Authorization, host or rate rules live in an endpoint's metadata and would be skipped otherwise.
/// </summary>
internal sealed class UpgradePaths(EndpointDataSource endpoints)
{
    // Endpoints are complete once the first connection arrives, and not earlier.
    private readonly Lazy<byte[][]> _paths = new(() => [.. endpoints.Endpoints.Select(PathOf).OfType<string>().Select(Encoding.ASCII.GetBytes)]);

    public ReadOnlySpan<byte[]> All => _paths.Value;

    private static string? PathOf(Endpoint endpoint)
    {
        if (endpoint is not RouteEndpoint { RoutePattern: var pattern } || endpoint.Metadata.GetMetadata<WebSocketEndpointMark>() is null)
            return null;
        if (endpoint.Metadata.Any(item => !IsHarmless(item)))
            return null;

        var segments = pattern.PathSegments.Select(segment => segment.Parts is [RoutePatternLiteralPart literal] ? literal.Content : null).ToArray();
        var path = "/" + string.Join('/', segments);
        return segments.Contains(null) || !Ascii.IsValid(path) ? null : path;
    }

    /// <summary>What routing and the compiler put on every endpoint.</summary>
    private static bool IsHarmless(object metadata) =>
        metadata is WebSocketEndpointMark or Microsoft.AspNetCore.Http.Metadata.IRouteDiagnosticsMetadata
        || metadata.GetType().Namespace is { } name && name.StartsWith("System.", StringComparison.Ordinal);
}
