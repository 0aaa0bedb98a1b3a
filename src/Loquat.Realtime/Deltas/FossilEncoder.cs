using System.Buffers;
using System.Text.Unicode;

namespace Loquat.Realtime.Deltas;

/// <summary>What a patch has to survive on its way to the client.</summary>
internal enum PatchForm
{
    /// <summary>Any bytes.</summary>
    Binary,

    /// <summary>Valid UTF-8, because JSON connections get the patch as a string: no character may be cut.</summary>
    Text,
}

/// <summary>
/// Writes what a payload has in common with the one before it as a fossil delta. Time is linear in both lengths, memory is
/// bounded and pooled; only the result is allocated.
/// </summary>
internal static class FossilEncoder
{
    // The reference encoder finds nothing in so little either; there is hardly anything to win.
    private const int ShortestSource = 17;

    /// <summary>
    /// A patch that makes <paramref name="target"/> from <paramref name="source"/>, or null if there is none that is smaller than
    /// the target, or none in the form asked for: then the target is sent itself.
    /// </summary>
    public static byte[]? Encode(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, PatchForm form)
    {
        if (source.Length < ShortestSource || target.IsEmpty)
            return null;
        if (form == PatchForm.Text && !Utf8.IsValid(target))
            return null;

        var rented = ArrayPool<byte>.Shared.Rent(target.Length);
        try
        {
            // One byte less than the target: a patch that does not fit is not worth sending.
            var patch = new FossilPatch(target, form, rented.AsSpan(0, target.Length - 1));
            WriteCopies(source, target, ref patch);
            return patch.TryFinish(out var length) ? rented.AsSpan(0, length).ToArray() : null;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static void WriteCopies(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, ref FossilPatch patch)
    {
        // Most payloads differ from the last one in a few places: what they share at both ends needs no search.
        var prefix = source.CommonPrefixLength(target);
        var suffix = CommonSuffixLength(source[prefix..], target[prefix..]);

        patch.TryCopy(sourceAt: 0, targetAt: 0, prefix);
        WriteMiddle(source, target[..(target.Length - suffix)], prefix, ref patch);
        patch.TryCopy(source.Length - suffix, target.Length - suffix, suffix);
    }

    private static void WriteMiddle(ReadOnlySpan<byte> source, ReadOnlySpan<byte> target, int start, ref FossilPatch patch)
    {
        if (target.Length - start < SourceIndex.BlockLength)
            return;

        using var index = new SourceIndex(source);
        for (var at = start; at <= target.Length - SourceIndex.BlockLength && !patch.IsFull; at++)
        {
            var match = index.FindLongest(target, at, patch.Covered, patch.Diagonal);
            if (match.Length > 0 && patch.TryCopy(match.SourceAt, match.TargetAt, match.Length))
                at = Math.Max(at, patch.Covered - 1);
        }
    }

    private static int CommonSuffixLength(ReadOnlySpan<byte> left, ReadOnlySpan<byte> right)
    {
        var longest = Math.Min(left.Length, right.Length);
        var length = 0;
        while (length < longest && left[^(length + 1)] == right[^(length + 1)])
            length++;
        return length;
    }
}
