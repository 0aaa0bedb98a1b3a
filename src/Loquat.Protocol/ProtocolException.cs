namespace Loquat.Protocol;

/// <summary>Bytes that are not what the protocol allows. The connection they came from cannot go on (3501).</summary>
public sealed class ProtocolException : Exception
{
    /// <summary>Without a word; never thrown so.</summary>
    public ProtocolException() { }

    /// <summary>Says what is wrong with the bytes.</summary>
    public ProtocolException(string message) : base(message) { }

    /// <summary>Says what is wrong with the bytes, and what found it.</summary>
    public ProtocolException(string message, Exception innerException) : base(message, innerException) { }
}
