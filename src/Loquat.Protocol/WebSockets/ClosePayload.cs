using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace Loquat.Protocol.WebSockets;

/// <summary>What a Close frame carries: a code and a reason, or nothing.</summary>
/// <param name="Code"><see cref="CloseCode.None"/> if there was none.</param>
public readonly record struct ClosePayload(ushort Code, string Reason)
{
    /// <summary>Bytes of a reason at most.</summary>
    public const int MaxReasonLength = FrameHeader.MaxControlPayload - sizeof(ushort);

    /// <summary>Reads the payload of a Close frame; what is wrong with it is told by the code to answer with.</summary>
    /// <returns>Null if it is fine, else <see cref="CloseCode.ProtocolError"/> or <see cref="CloseCode.InvalidText"/>.</returns>
    public static ushort? Read(ReadOnlySpan<byte> payload, out ClosePayload close)
    {
        close = new ClosePayload(CloseCode.None, "");
        if (payload.IsEmpty)
            return null;
        if (payload.Length < sizeof(ushort))
            return CloseCode.ProtocolError;

        var code = BinaryPrimitives.ReadUInt16BigEndian(payload);
        var reason = payload[sizeof(ushort)..];
        if (!CloseCode.IsAllowed(code))
            return CloseCode.ProtocolError;
        if (!Utf8.IsValid(reason))
            return CloseCode.InvalidText;

        close = new ClosePayload(code, Encoding.UTF8.GetString(reason));
        return null;
    }

    /// <summary>Writes the payload, with as many whole characters of the reason as fit, and returns its length.</summary>
    /// <param name="output">At least <see cref="FrameHeader.MaxControlPayload"/> bytes.</param>
    public static int Write(Span<byte> output, ushort code, string reason)
    {
        BinaryPrimitives.WriteUInt16BigEndian(output, code);
        Utf8.FromUtf16(reason, output.Slice(sizeof(ushort), MaxReasonLength), out _, out var written);
        return sizeof(ushort) + written;
    }
}
