namespace Loquat.Realtime.Deltas;

/// <summary>Applies fossil deltas as clients do: for tests and for clients of our own. Trusts nothing in the delta.</summary>
internal static class FossilDecoder
{
    /// <summary>Makes the target from the source. Nothing is allocated before the whole delta has been found sound.</summary>
    /// <param name="maxLength">A longer target is refused.</param>
    /// <exception cref="FormatException">The delta is malformed, belongs to another source, or makes a target that is too long.</exception>
    public static byte[] Decode(ReadOnlySpan<byte> source, ReadOnlySpan<byte> delta, int maxLength)
    {
        var reader = new FossilReader(delta);
        var length = reader.ReadLength();
        if (length > maxLength)
            throw new FormatException($"the target has {length} bytes, more than the {maxLength} allowed");

        var segments = reader;
        Check(ref reader, source.Length, length);
        var target = new byte[length];
        var checksum = Fill(ref segments, source, target);
        if (checksum != FossilFormat.Checksum(target))
            throw new FormatException("the checksum differs: the delta belongs to another source");
        return target;
    }

    private static void Check(ref FossilReader reader, int sourceLength, uint targetLength)
    {
        var total = 0ul;
        while (reader.TryReadSegment(out var segment))
        {
            if (segment.IsCopy && (ulong)segment.SourceAt + segment.Length > (ulong)sourceLength)
                throw new FormatException("a copy reaches beyond the source");
            total += segment.Length;
            if (total > targetLength)
                throw new FormatException("the segments are longer than the target");
        }
        if (total != targetLength)
            throw new FormatException("the segments are shorter than the target");
    }

    private static uint Fill(ref FossilReader reader, ReadOnlySpan<byte> source, Span<byte> target)
    {
        while (reader.TryReadSegment(out var segment))
        {
            var bytes = segment.IsCopy ? source.Slice((int)segment.SourceAt, (int)segment.Length) : segment.Inserted;
            bytes.CopyTo(target);
            target = target[bytes.Length..];
        }
        return reader.Checksum;
    }
}
