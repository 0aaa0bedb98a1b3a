using System.ComponentModel.DataAnnotations;

namespace Loquat.Server.Configuration;

/// <summary>What one listener takes at most. Real-time connections have limits of their own.</summary>
public sealed class ListenerLimitOptions
{
    /// <summary>Open connections of all listeners together, WebSockets included unless the ordinary HTTP path carries them.</summary>
    [Range(1, 10_000_000)]
    public int MaxConnections { get; set; } = 100_000;

    /// <summary>Open WebSocket connections of all listeners together, where the ordinary HTTP path carries them.</summary>
    [Range(1, 10_000_000)]
    public int MaxWebSockets { get; set; } = 100_000;

    /// <summary>Bytes of one request's body.</summary>
    [Range(1024, 1 << 30)]
    public int MaxRequestBytes { get; set; } = 1 << 20;

    /// <summary>Bytes of one request's headers.</summary>
    [Range(1024, 1 << 20)]
    public int MaxHeaderBytes { get; set; } = 16 * 1024;

    /// <summary>How long a client may take to send its request's headers.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00")]
    public TimeSpan HeadersTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a connection may stay open between two requests.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00")]
    public TimeSpan KeepAliveTimeout { get; set; } = TimeSpan.FromSeconds(120);
}
