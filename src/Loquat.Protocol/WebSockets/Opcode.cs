namespace Loquat.Protocol.WebSockets;

/// <summary>What a WebSocket frame is (RFC 6455, section 5.2).</summary>
public enum Opcode : byte
{
    /// <summary>A further part of a message.</summary>
    Continuation = 0,

    /// <summary>A message of text, or its first part.</summary>
    Text = 1,

    /// <summary>A message of bytes, or its first part.</summary>
    Binary = 2,

    /// <summary>The last frame of a side.</summary>
    Close = 8,

    /// <summary>To be answered by a pong with the same payload.</summary>
    Ping = 9,

    /// <summary>The answer to a ping.</summary>
    Pong = 10,
}
