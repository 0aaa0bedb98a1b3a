namespace Loquat.Protocol.WebSockets;

/// <summary>What became of an attempt to read a message.</summary>
public enum MessageRead
{
    /// <summary>The input is used up.</summary>
    NeedMore,

    /// <summary>A whole message is there.</summary>
    Complete,

    /// <summary>The peer breaks RFC 6455: close with <see cref="CloseCode.ProtocolError"/>.</summary>
    Malformed,

    /// <summary>The message is over the limit: close with <see cref="CloseCode.MessageTooBig"/>.</summary>
    TooBig,
}
