using System.IO.Compression;

namespace Loquat.Protocol.WebSockets;

/// <summary>
/// Compresses messages of a server by permessage-deflate (RFC 7692) without context takeover: every message stands for itself, so that the
/// compressed bytes are the same for every connection and a broadcast is compressed once.
/// </summary>
/// <param name="level">As zlib has them: 1 the fastest, 9 the smallest, 0 stored, -1 the library's own choice, -2 Huffman codes alone.</param>
/// <param name="minSize">Payloads with fewer bytes stay as they are.</param>
public sealed class FrameDeflater(int level, int minSize)
{
    // Ends every flush of a deflate stream, and is left out of the message (RFC 7692, 7.2.1).
    private const int TailLength = 4;

    private readonly ZLibCompressionOptions _options = new()
    {
        CompressionLevel = level < 0 ? -1 : level,
        CompressionStrategy = level == -2 ? ZLibCompressionStrategy.HuffmanOnly : ZLibCompressionStrategy.Default,
    };

    /// <summary>The same message compressed; the frame itself where that would not make it smaller.</summary>
    /// <param name="frame">One whole text or binary message, as <see cref="WebSocketFrames"/> makes them.</param>
    public byte[] Deflate(byte[] frame)
    {
        if (FrameHeader.Read(frame, FrameSender.Server, compression: false, out var header) != HeaderRead.Complete
            || header is not { IsFinal: true, Opcode: Opcode.Text or Opcode.Binary })
        {
            throw new ArgumentException("Not a whole message.", nameof(frame));
        }

        var payload = frame.AsSpan(header.Length);
        if (payload.Length < minSize || payload.IsEmpty)
            return frame;

        using var output = new MemoryStream(payload.Length / 2 + 64);
        using var deflate = new DeflateStream(output, _options, leaveOpen: true);
        deflate.Write(payload);
        deflate.Flush();
        var length = (int)output.Length - TailLength;
        if (length >= payload.Length)
            return frame;

        var headerLength = FrameHeader.LengthFor(length, FrameSender.Server);
        var compressed = GC.AllocateUninitializedArray<byte>(headerLength + length);
        FrameHeader.WriteServer(compressed, header.Opcode, length, isCompressed: true);
        output.GetBuffer().AsSpan(0, length).CopyTo(compressed.AsSpan(headerLength));
        return compressed;
    }
}
