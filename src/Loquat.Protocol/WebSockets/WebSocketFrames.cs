using System.Buffers;

namespace Loquat.Protocol.WebSockets;

/// <summary>Complete WebSocket frames, each in one array of exactly its size.</summary>
public static class WebSocketFrames
{
    private const int LargestScratch = 64 * 1024;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _scratch;

    /// <summary>
    /// One reply as the frame a server sends. The bytes are the same for every connection with this encoding, so a broadcast encodes
    /// once and shares them.
    /// </summary>
    public static byte[] Encode(ProtocolCodec codec, Reply reply)
    {
        var scratch = TakeScratch();
        codec.WriteReply(scratch, reply);
        var frame = Server(OpcodeOf(codec), scratch.WrittenSpan);
        GiveBack(scratch);
        return frame;
    }

    /// <summary>One command as the frame a client sends.</summary>
    public static byte[] Encode(ProtocolCodec codec, Command command, uint maskingKey)
    {
        var scratch = TakeScratch();
        codec.WriteCommand(scratch, command);
        var frame = Client(OpcodeOf(codec), scratch.WrittenSpan, maskingKey);
        GiveBack(scratch);
        return frame;
    }

    /// <summary>A whole message, or a control frame, as a server sends it.</summary>
    public static byte[] Server(Opcode opcode, ReadOnlySpan<byte> payload)
    {
        var headerLength = FrameHeader.LengthFor(payload.Length, FrameSender.Server);
        var frame = GC.AllocateUninitializedArray<byte>(headerLength + payload.Length);
        FrameHeader.WriteServer(frame, opcode, payload.Length);
        payload.CopyTo(frame.AsSpan(headerLength));
        return frame;
    }

    /// <summary>A whole message, or a control frame, as a client sends it.</summary>
    public static byte[] Client(Opcode opcode, ReadOnlySpan<byte> payload, uint maskingKey)
    {
        var headerLength = FrameHeader.LengthFor(payload.Length, FrameSender.Client);
        var frame = GC.AllocateUninitializedArray<byte>(headerLength + payload.Length);
        FrameHeader.WriteClient(frame, opcode, payload.Length, maskingKey);
        payload.CopyTo(frame.AsSpan(headerLength));
        FrameMask.Apply(frame.AsSpan(headerLength), maskingKey);
        return frame;
    }

    /// <summary>A Close frame as a server sends it; a reason that is too long is cut.</summary>
    public static byte[] ServerClose(ushort code, string reason)
    {
        Span<byte> payload = stackalloc byte[FrameHeader.MaxControlPayload];
        return Server(Opcode.Close, payload[..ClosePayload.Write(payload, code, reason)]);
    }

    /// <summary>A Close frame as a client sends it.</summary>
    public static byte[] ClientClose(ushort code, string reason, uint maskingKey)
    {
        Span<byte> payload = stackalloc byte[FrameHeader.MaxControlPayload];
        return Client(Opcode.Close, payload[..ClosePayload.Write(payload, code, reason)], maskingKey);
    }

    /// <summary>The kind of frame that carries this encoding.</summary>
    public static Opcode OpcodeOf(ProtocolCodec codec) => codec.Encoding == WireEncoding.Json ? Opcode.Text : Opcode.Binary;

    // Taken away while in use, so that whoever encodes inside an encoding gets another one.
    private static ArrayBufferWriter<byte> TakeScratch()
    {
        var scratch = _scratch ?? new ArrayBufferWriter<byte>(1024);
        _scratch = null;
        return scratch;
    }

    private static void GiveBack(ArrayBufferWriter<byte> scratch)
    {
        if (scratch.Capacity > LargestScratch)
            return;

        scratch.ResetWrittenCount();
        _scratch = scratch;
    }
}
