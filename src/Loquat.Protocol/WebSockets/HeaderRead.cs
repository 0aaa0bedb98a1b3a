namespace Loquat.Protocol.WebSockets;

/// <summary>What became of an attempt to read a frame header.</summary>
public enum HeaderRead
{
    /// <summary>The bytes so far are fine but not all of it.</summary>
    NeedMore,

    /// <summary>A whole header is there.</summary>
    Complete,

    /// <summary>The peer breaks RFC 6455: close with <see cref="CloseCode.ProtocolError"/>.</summary>
    Malformed,
}
