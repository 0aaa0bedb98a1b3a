namespace Loquat.Protocol;

/// <summary>Bytes that are not what the protocol allows. The connection they came from cannot go on (3501).</summary>
public sealed class ProtocolException : Exception
{
    public ProtocolException() { }

    public ProtocolException(string message) : base(message) { }

    public ProtocolException(string message, Exception innerException) : base(message, innerException) { }
}
