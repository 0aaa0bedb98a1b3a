using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>
/// A client's connection as applications see it: a <see cref="Session"/> of this engine, or a connection that another server
/// in front of us holds and asks about (section 26).
/// </summary>
public interface IConnection
{
    /// <summary>Unique for each connection, chosen by the server that holds it.</summary>
    string Id { get; }

    /// <summary>The application's id of the user; empty for an anonymous one and before connect was answered.</summary>
    string User { get; }

    /// <summary>"websocket", "http_stream", "sse" … (section 26.1).</summary>
    string Transport { get; }

    /// <summary>What the client speaks.</summary>
    WireEncoding Encoding { get; }

    /// <summary>Where the connection came from.</summary>
    ClientRequest Request { get; }

    /// <summary>
    /// What the application gave in <see cref="ConnectAnswer.Accepted.State"/>; null where the connection is held elsewhere.
    /// </summary>
    object? State { get; }

    /// <summary>What the connection's token, or the application, says about it to proxies: JSON, empty for nothing. Never for clients.</summary>
    ReadOnlyMemory<byte> Meta => default;

    /// <summary>
    /// Those headers in the connect command that <see cref="RealtimeOptions.KeptEmulatedHeaders"/> names, in lower case. Chosen by the client:
    /// never to be trusted.
    /// </summary>
    IReadOnlyDictionary<string, string> EmulatedHeaders => ClientRequest.Empty.Headers;
}
