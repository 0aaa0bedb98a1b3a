using System.Buffers.Binary;

namespace Loquat.Chat.Files;

/// <summary>A kind of picture that browsers may be shown, and its size, as its own first bytes tell.</summary>
internal readonly record struct Picture(string Type, int Width, int Height)
{
    // A few kilobytes of a file can claim more than any browser can hold.
    private const long MaxPixels = 1L << 28;

    private const int HeadBytes = 32;

    // Its signature, and the length and the name of the chunk that comes first.
    private static ReadOnlySpan<byte> PngStart =>
        [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A, 0, 0, 0, 13, (byte)'I', (byte)'H', (byte)'D', (byte)'R'];

    /// <summary>
    /// Null for whatever is not plainly one of the four, whole up to where its size is told. Reads a bounded part of the stream, which can seek.
    /// </summary>
    public static Picture? Read(Stream file)
    {
        Span<byte> head = stackalloc byte[HeadBytes];
        head = head[..file.ReadAtLeast(head, HeadBytes, throwOnEndOfStream: false)];
        Picture? found = head switch
        {
            _ when head.StartsWith(PngStart) => Png(head),
            _ when head.StartsWith("GIF87a"u8) || head.StartsWith("GIF89a"u8) => Gif(head),
            _ when head.StartsWith("RIFF"u8) && head.Length >= 12 && head[8..].StartsWith("WEBP"u8) => WebP(head),
            [0xFF, 0xD8, 0xFF, ..] => JpegHeader.Read(file),
            _ => null,
        };
        return found is { Width: > 0, Height: > 0 } picture && (long)picture.Width * picture.Height <= MaxPixels ? picture : null;
    }

    private static Picture? Png(ReadOnlySpan<byte> head) => head.Length < 24
        ? null
        : new Picture(FileType.Png, BinaryPrimitives.ReadInt32BigEndian(head[16..]), BinaryPrimitives.ReadInt32BigEndian(head[20..]));

    private static Picture? Gif(ReadOnlySpan<byte> head) => head.Length < 10
        ? null
        : new Picture(FileType.Gif, BinaryPrimitives.ReadUInt16LittleEndian(head[6..]), BinaryPrimitives.ReadUInt16LittleEndian(head[8..]));

    // https://www.rfc-editor.org/rfc/rfc9649: the first chunk says which of three formats follows, and each has the size elsewhere.
    private static Picture? WebP(ReadOnlySpan<byte> head)
    {
        if (head.Length < 30)
            return null;

        var chunk = head[20..];
        (int Width, int Height) size = head[12..16] switch
        {
            var kind when kind.SequenceEqual("VP8X"u8) => (UInt24(chunk[4..]) + 1, UInt24(chunk[7..]) + 1),
            var kind when kind.SequenceEqual("VP8L"u8) && chunk[0] == 0x2F => Lossless(BinaryPrimitives.ReadUInt32LittleEndian(chunk[1..])),
            var kind when kind.SequenceEqual("VP8 "u8) && chunk[3..6].SequenceEqual((ReadOnlySpan<byte>)[0x9D, 0x01, 0x2A]) =>
                (BinaryPrimitives.ReadUInt16LittleEndian(chunk[6..]) & 0x3FFF, BinaryPrimitives.ReadUInt16LittleEndian(chunk[8..]) & 0x3FFF),
            _ => (0, 0),
        };
        return new Picture(FileType.WebP, size.Width, size.Height);
    }

    private static (int Width, int Height) Lossless(uint bits) => ((int)(bits & 0x3FFF) + 1, (int)((bits >> 14) & 0x3FFF) + 1);

    private static int UInt24(ReadOnlySpan<byte> bytes) => bytes[0] | (bytes[1] << 8) | (bytes[2] << 16);
}
