using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Loquat.Protocol.WebSockets;

/// <summary>The masking of client frames (RFC 6455, section 5.3). Masking twice is not masking.</summary>
public static class FrameMask
{
    /// <summary>Masks or unmasks in place.</summary>
    /// <param name="maskingKey">First byte lowest, as in <see cref="FrameHeader.MaskingKey"/>.</param>
    /// <param name="offset">How many bytes of the same frame's payload come before these.</param>
    public static void Apply(Span<byte> payload, uint maskingKey, int offset = 0)
    {
        if (maskingKey == 0)
            return;

        var key = BitOperations.RotateRight(maskingKey, 8 * (offset & 3));
        var inMemory = BitConverter.IsLittleEndian ? key : BinaryPrimitives.ReverseEndianness(key);
        var wide = Vector.AsVectorByte(new Vector<uint>(inMemory));
        var vectors = MemoryMarshal.Cast<byte, Vector<byte>>(payload);
        for (var i = 0; i < vectors.Length; i++)
            vectors[i] ^= wide;

        // A vector holds a multiple of four bytes, so the rest begins with the first byte of the key again.
        var rest = payload[(vectors.Length * Vector<byte>.Count)..];
        for (var i = 0; i < rest.Length; i++)
            rest[i] ^= (byte)(key >> (8 * (i & 3)));
    }
}
