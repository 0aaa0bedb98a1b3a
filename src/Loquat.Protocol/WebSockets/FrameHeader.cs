using System.Buffers.Binary;

namespace Loquat.Protocol.WebSockets;

/// <summary>The header of one WebSocket frame.</summary>
/// <param name="IsFinal">The last or only frame of its message.</param>
/// <param name="IsCompressed">First frame of a message compressed by permessage-deflate (RSV1).</param>
/// <param name="MaskingKey">First byte lowest; 0 leaves the payload as it is, which is how an unmasked frame has it.</param>
/// <param name="Length">Of the header itself.</param>
public readonly record struct FrameHeader(
    Opcode Opcode, bool IsFinal, bool IsCompressed, uint MaskingKey, long PayloadLength, int Length)
{
    /// <summary>Two bytes, eight of length, four of masking key.</summary>
    public const int MaxLength = 14;

    /// <summary>Bytes that a Close, ping or pong frame carries at most (RFC 6455, section 5.5).</summary>
    public const int MaxControlPayload = 125;

    private const int Final = 0x80;
    private const int Rsv1 = 0x40;
    private const int OtherRsv = 0x30;
    private const int Masked = 0x80;
    private const int Length16 = 126;
    private const int Length64 = 127;

    /// <summary>Close, ping or pong.</summary>
    public bool IsControl => Opcode >= Opcode.Close;

    /// <summary>Reads the header at the front of <paramref name="input"/> and checks all that can be checked without its neighbours.</summary>
    /// <param name="compression">Whether permessage-deflate was negotiated.</param>
    public static HeaderRead Read(ReadOnlySpan<byte> input, FrameSender sender, bool compression, out FrameHeader header)
    {
        header = default;
        if (input.Length < 2)
            return HeaderRead.NeedMore;
        if (!IsAllowed(input[0], input[1], sender, compression))
            return HeaderRead.Malformed;

        var masked = (input[1] & Masked) != 0;
        var shortLength = input[1] & ~Masked;
        var lengthBytes = shortLength switch { Length64 => 8, Length16 => 2, _ => 0 };
        var headerLength = HeaderLength(lengthBytes, masked);
        if (input.Length < headerLength)
            return HeaderRead.NeedMore;

        var payloadLength = shortLength switch
        {
            Length64 => BinaryPrimitives.ReadInt64BigEndian(input[2..]),
            Length16 => BinaryPrimitives.ReadUInt16BigEndian(input[2..]),
            _ => shortLength,
        };
        // The shortest form is the only one, and the top bit of the long form (here: the sign) is reserved.
        if (lengthBytes != LengthBytes(payloadLength))
            return HeaderRead.Malformed;

        var key = masked ? BinaryPrimitives.ReadUInt32LittleEndian(input[(2 + lengthBytes)..]) : 0;
        header = new FrameHeader(
            OpcodeOf(input[0]), (input[0] & Final) != 0, (input[0] & Rsv1) != 0, key, payloadLength, headerLength);
        return HeaderRead.Complete;
    }

    /// <summary>How long a header is for a payload of this length.</summary>
    public static int LengthFor(long payloadLength, FrameSender sender) =>
        HeaderLength(LengthBytes(payloadLength), sender == FrameSender.Client);

    /// <summary>Writes the header of a whole message that a server sends, and returns its length.</summary>
    public static int WriteServer(Span<byte> output, Opcode opcode, long payloadLength, bool isFinal = true, bool isCompressed = false) =>
        Write(output, FirstByte(opcode, isFinal, isCompressed), payloadLength, 0);

    /// <summary>Writes the header of a whole message that a client sends; the payload must be masked with the same key (<see cref="FrameMask"/>).</summary>
    public static int WriteClient(
        Span<byte> output, Opcode opcode, long payloadLength, uint maskingKey, bool isFinal = true, bool isCompressed = false)
    {
        var length = Write(output, FirstByte(opcode, isFinal, isCompressed), payloadLength, Masked);
        BinaryPrimitives.WriteUInt32LittleEndian(output[length..], maskingKey);
        return length + sizeof(uint);
    }

    private static int Write(Span<byte> output, byte first, long payloadLength, int mask)
    {
        output[0] = first;
        switch (LengthBytes(payloadLength))
        {
            case 0:
                output[1] = (byte)(mask | (int)payloadLength);
                return 2;
            case 2:
                output[1] = (byte)(mask | Length16);
                BinaryPrimitives.WriteUInt16BigEndian(output[2..], (ushort)payloadLength);
                return 4;
            default:
                output[1] = (byte)(mask | Length64);
                BinaryPrimitives.WriteInt64BigEndian(output[2..], payloadLength);
                return 10;
        }
    }

    private static bool IsAllowed(byte first, byte second, FrameSender sender, bool compression)
    {
        var opcode = OpcodeOf(first);
        if ((first & OtherRsv) != 0 || opcode is not (<= Opcode.Binary or (>= Opcode.Close and <= Opcode.Pong)))
            return false;
        if ((first & Rsv1) != 0 && !(compression && opcode is Opcode.Text or Opcode.Binary))
            return false;
        if ((second & Masked) != 0 != (sender == FrameSender.Client))
            return false;

        return opcode < Opcode.Close || ((first & Final) != 0 && (second & ~Masked) <= MaxControlPayload);
    }

    private static Opcode OpcodeOf(byte first) => (Opcode)(first & 0x0F);

    private static byte FirstByte(Opcode opcode, bool isFinal, bool isCompressed) =>
        (byte)((int)opcode | (isFinal ? Final : 0) | (isCompressed ? Rsv1 : 0));

    private static int HeaderLength(int lengthBytes, bool masked) => 2 + lengthBytes + (masked ? sizeof(uint) : 0);

    /// <summary>Bytes that the length takes beside the second byte; -1 for what is no length.</summary>
    private static int LengthBytes(long payloadLength) => payloadLength switch
    {
        < 0 => -1,
        < Length16 => 0,
        <= ushort.MaxValue => 2,
        _ => 8,
    };
}
