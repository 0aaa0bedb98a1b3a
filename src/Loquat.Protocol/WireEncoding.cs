namespace Loquat.Protocol;

/// <summary>The two encodings of the client protocol (protocol reference, section 2).</summary>
public enum WireEncoding
{
    /// <summary>Newline-separated JSON objects; payloads are embedded as they are.</summary>
    Json,

    /// <summary>Protobuf messages, each prefixed by its length as a varint; payloads are any bytes.</summary>
    Protobuf,
}
