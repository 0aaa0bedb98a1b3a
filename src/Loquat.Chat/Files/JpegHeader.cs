using System.Buffers.Binary;

namespace Loquat.Chat.Files;

/// <summary>Walks from one segment of a JPEG to the next until one tells its size. What they hold is stepped over.</summary>
internal static class JpegHeader
{
    // Cameras write a dozen. Each step goes forward, so this is no more than a bound of the work.
    private const int MaxSegments = 256;

    private const int MaxExifBytes = 512;

    private const byte StartOfImage = 0xD8;
    private const byte EndOfImage = 0xD9;
    private const byte StartOfScan = 0xDA;
    private const byte Exif = 0xE1;

    /// <summary>Null if the file ends, or the picture begins, before the size is told.</summary>
    public static Picture? Read(Stream file)
    {
        file.Position = 2;
        var isTurned = false;
        for (var i = 0; i < MaxSegments; i++)
        {
            if (ReadMarker(file) is not { } marker || marker is StartOfImage or EndOfImage or StartOfScan || ReadUInt16(file) is not (>= 2 and var length))
                return null;

            var next = file.Position + length - 2;
            if (IsFrame(marker))
                return ReadFrame(file, isTurned);
            if (marker == Exif)
                isTurned |= IsTurned(file, length - 2);

            file.Position = next;
        }

        return null;
    }

    /// <summary>Any number of 0xFF may stand before a marker.</summary>
    private static byte? ReadMarker(Stream file)
    {
        if (file.ReadByte() != 0xFF)
            return null;

        for (var i = 0; i < MaxSegments; i++)
        {
            if (file.ReadByte() is var next and not 0xFF)
                return next > 0 ? (byte)next : null;
        }

        return null;
    }

    /// <summary>SOF0 to SOF15, between which three other markers stand.</summary>
    private static bool IsFrame(byte marker) => marker is >= 0xC0 and <= 0xCF and not (0xC4 or 0xC8 or 0xCC);

    private static Picture? ReadFrame(Stream file, bool isTurned)
    {
        Span<byte> frame = stackalloc byte[5];
        if (file.ReadAtLeast(frame, frame.Length, throwOnEndOfStream: false) < frame.Length)
            return null;

        var (height, width) = (BinaryPrimitives.ReadUInt16BigEndian(frame[1..]), BinaryPrimitives.ReadUInt16BigEndian(frame[3..]));
        return isTurned ? new Picture(FileType.Jpeg, height, width) : new Picture(FileType.Jpeg, width, height);
    }

    private static int? ReadUInt16(Stream file)
    {
        var (high, low) = (file.ReadByte(), file.ReadByte());
        return high < 0 || low < 0 ? null : (high << 8) | low;
    }

    /// <summary>Cameras held upright say so here, and browsers turn the picture: its width is its height.</summary>
    private static bool IsTurned(Stream file, int length)
    {
        Span<byte> exif = stackalloc byte[Math.Min(length, MaxExifBytes)];
        exif = exif[..file.ReadAtLeast(exif, exif.Length, throwOnEndOfStream: false)];
        if (!exif.StartsWith("Exif\0\0"u8))
            return false;

        // A TIFF file follows. Its first directory is at once behind its head where cameras write it, and within what was read here.
        var tiff = exif[6..];
        if (tiff.Length < 10)
            return false;

        var isBig = tiff.StartsWith("MM"u8);
        var directory = UInt32(tiff[4..], isBig);
        if (directory > tiff.Length - 2)
            return false;

        var entries = tiff[(int)directory..];
        var count = UInt16(entries, isBig);
        entries = entries[2..];
        const int EntryBytes = 12;
        const int Orientation = 0x0112;
        for (; count > 0 && entries.Length >= EntryBytes; count--, entries = entries[EntryBytes..])
        {
            if (UInt16(entries, isBig) == Orientation)
                return UInt16(entries[8..], isBig) is >= 5 and <= 8;
        }

        return false;
    }

    private static int UInt16(ReadOnlySpan<byte> bytes, bool isBig) =>
        isBig ? BinaryPrimitives.ReadUInt16BigEndian(bytes) : BinaryPrimitives.ReadUInt16LittleEndian(bytes);

    private static uint UInt32(ReadOnlySpan<byte> bytes, bool isBig) =>
        isBig ? BinaryPrimitives.ReadUInt32BigEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes);
}
