using System.Buffers;

namespace Loquat.Protocol;

/// <summary>Messages ⇄ bytes in one encoding, both directions: servers read commands and write replies, clients the reverse.</summary>
/// <remarks>
/// A transport's message holds 1..n commands or replies (section 2.3). The Read methods take one off the front of
/// <c>rest</c> and return false at its end. They throw <see cref="ProtocolException"/> for anything that does not decode; what came before it
/// in the same message has been read by then and counts. A message without a single command is bad too, which only the reader's caller can see. Payloads in the results are slices of the input.
/// The Write methods append one message with its separator rules: JSON without a trailing newline, Protobuf with its length prefix.
/// Implementations hold no state and may be used from any thread.
/// </remarks>
public abstract class ProtocolCodec
{
    /// <summary>JSON, one message a line.</summary>
    public static ProtocolCodec Json { get; } = new Json.JsonCodec();

    /// <summary>Protobuf, each message after its length.</summary>
    public static ProtocolCodec Protobuf { get; } = new Protobuf.ProtobufCodec();

    /// <summary>The codec of an encoding.</summary>
    public static ProtocolCodec Of(WireEncoding encoding) => encoding == WireEncoding.Json ? Json : Protobuf;

    /// <summary>What this one reads and writes.</summary>
    public abstract WireEncoding Encoding { get; }

    /// <summary>Takes a command off the front. False at the end of the message.</summary>
    public abstract bool TryReadCommand(ref ReadOnlyMemory<byte> rest, out Command command);

    /// <summary>Takes a reply off the front. False at the end of the message.</summary>
    public abstract bool TryReadReply(ref ReadOnlyMemory<byte> rest, out Reply reply);

    /// <summary>Appends a command.</summary>
    public abstract void WriteCommand(IBufferWriter<byte> output, Command command);

    /// <summary>Appends a reply.</summary>
    public abstract void WriteReply(IBufferWriter<byte> output, Reply reply);

    /// <summary>Writes a push without a reply or a length around it, as unidirectional transports have it (section 7).</summary>
    public abstract void WritePush(IBufferWriter<byte> output, Push push);

    /// <summary>Reads a connect request without a command or a length around it, as unidirectional transports have it (section 7).</summary>
    public abstract ConnectRequest ReadConnectRequest(ReadOnlyMemory<byte> message);

    /// <summary>Reads the body of a request that brings commands to an emulated connection (section 6.3).</summary>
    public abstract EmulationRequest ReadEmulationRequest(ReadOnlyMemory<byte> message);

    /// <summary>Writes the body of a request that brings commands to an emulated connection (section 6.3).</summary>
    public abstract void WriteEmulationRequest(IBufferWriter<byte> output, EmulationRequest request);

    /// <summary>Writes what stands between two messages that share one transport message: a newline in JSON, nothing in Protobuf.</summary>
    public abstract void WriteSeparator(IBufferWriter<byte> output);
}
