using Loquat.Protocol;
using Loquat.Protocol.WebSockets;

namespace Loquat.Realtime;

/// <summary>How a transport marks where one message ends. Frames are encoded once for each format and encoding in use.</summary>
public enum FrameFormat
{
    /// <summary>One unmasked WebSocket frame for each message (RFC 6455, 5.2).</summary>
    WebSocket,

    /// <summary>A line of JSON, or a Protobuf message behind its length (section 6.1). Commands come by <c>/emulation</c>.</summary>
    HttpStream,

    /// <summary>One server-sent event for each message (section 6.2). Commands come by <c>/emulation</c>.</summary>
    ServerSentEvents,

    /// <summary>As <see cref="WebSocket"/>, for a client that sends no commands: bare pushes (section 7).</summary>
    UniWebSocket,

    /// <summary>As <see cref="HttpStream"/>, for a client that sends no commands: bare pushes.</summary>
    UniHttpStream,

    /// <summary>As <see cref="ServerSentEvents"/>, for a client that sends no commands: bare pushes.</summary>
    UniServerSentEvents,
}

/// <summary>One client's connection as the engine sees it: a place for bytes that are already framed.</summary>
/// <remarks>
/// The engine calls <see cref="TrySend"/>, <see cref="SendAsync"/> and <see cref="Close"/> from one thread at a time, and sends nothing
/// while a
/// <see cref="SendAsync"/> is pending. A <see cref="Close"/> may come then, for a peer that does not read: what is pending is to complete.
/// A transport calls
/// <see cref="Session.ReceiveAsync"/> for each message it reads, one after another, and <see cref="Session.EndAsync"/> once when it is
/// gone.
/// </remarks>
public interface ITransport
{
    /// <summary>As proxies and logs name it: "websocket", "http_stream", "sse" … (section 26.1).</summary>
    string Name { get; }

    /// <summary>What the client speaks.</summary>
    WireEncoding Encoding { get; }

    /// <summary>How messages are marked off from each other.</summary>
    FrameFormat Format { get; }

    /// <summary>True for a WebSocket whose own ping and pong frames take the place of the protocol's (section 4).</summary>
    bool PingsNatively => false;

    /// <summary>
    /// Compresses what is sent by a WebSocket that has agreed to permessage-deflate; null for others. All transports of one format that
    /// have one have the same: a broadcast is compressed once.
    /// </summary>
    FrameDeflater? Deflater => null;

    /// <summary>
    /// Sends as much as fits now, without blocking, and returns how many bytes that were: less than all of them if the
    /// peer reads slowly. On a broken connection it returns the full length: the read side finds out and ends the session.
    /// </summary>
    int TrySend(ReadOnlySpan<byte> bytes);

    /// <summary>
    /// Sends what <see cref="TrySend"/> left over; completes when all of it is accepted or the connection is broken. Does not throw.
    /// </summary>
    ValueTask SendAsync(ReadOnlyMemory<byte> bytes);

    /// <summary>
    /// Ends the connection after what was sent before: tells the client code and reason in the transport's own way (nothing for 3000),
    /// gives it up to five seconds to answer, then drops it. Returns at once; only the first call counts.
    /// </summary>
    void Close(Disconnect disconnect);
}
