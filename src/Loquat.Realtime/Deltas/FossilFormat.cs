using System.Buffers.Binary;

namespace Loquat.Realtime.Deltas;

/// <summary>What both directions of the fossil delta format share (section 14.1).</summary>
/// <remarks>
/// <code>
/// delta    := length "\n" segment* checksum ";"
/// segment  := count "@" source-offset ","        copy from the source
///           | count ":" count raw bytes          insert
/// </code>
/// Numbers are in base 64, the most significant digit first.
/// </remarks>
internal static class FossilFormat
{
    public const int BitsPerDigit = 6;

    /// <summary>Digits of the largest number, 2^32 - 1.</summary>
    public const int MaxDigits = 6;

    public static ReadOnlySpan<byte> Digits => "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ_abcdefghijklmnopqrstuvwxyz~"u8;

    public static int DigitCount(uint value)
    {
        var count = 1;
        while ((value >>= BitsPerDigit) != 0)
            count++;
        return count;
    }

    /// <summary>The value of a digit, or -1.</summary>
    public static int ValueOf(byte digit) => digit switch
    {
        >= (byte)'0' and <= (byte)'9' => digit - '0',
        >= (byte)'A' and <= (byte)'Z' => digit - 'A' + 10,
        (byte)'_' => 36,
        >= (byte)'a' and <= (byte)'z' => digit - 'a' + 37,
        (byte)'~' => 63,
        _ => -1,
    };

    /// <summary>The sum of the big-endian 32-bit words; what is left at the end fills a last word from above.</summary>
    public static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var sum = 0u;
        for (; bytes.Length >= sizeof(uint); bytes = bytes[sizeof(uint)..])
            sum += BinaryPrimitives.ReadUInt32BigEndian(bytes);
        for (var index = 0; index < bytes.Length; index++)
            sum += (uint)bytes[index] << (24 - 8 * index);
        return sum;
    }
}
