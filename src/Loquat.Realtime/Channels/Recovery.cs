using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>
/// Puts together what a subscription starts with: what was read and what arrived during the reading (sections 11.4 and 13).
/// </summary>
internal static class Recovery
{
    /// <summary>True if <paramref name="read"/>, made after <paramref name="since"/>, is everything up to <paramref name="top"/>.</summary>
    public static bool IsComplete(StreamPosition since, IReadOnlyList<Publication> read, StreamPosition top)
    {
        if (since.Epoch.Length > 0 && since.Epoch != top.Epoch)
            return false;

        return read.Count == 0
            ? since.Offset == top.Offset
            : read[0].Offset == since.Offset + 1 && read[^1].Offset == top.Offset;
    }

    /// <summary>
    /// True if a log goes on after <paramref name="since"/>, or ends there, as <paramref name="read"/> shows: its next publications, if any were asked for.
    /// </summary>
    public static bool IsOfLog(StreamPosition since, IReadOnlyList<Publication> read, StreamPosition top, int limit)
    {
        if ((since.Epoch.Length > 0 && since.Epoch != top.Epoch) || since.Offset > top.Offset)
            return false;

        return since.Offset == top.Offset || limit == 0 || (read.Count > 0 && read[0].Offset == since.Offset + 1);
    }

    /// <summary>The first of the publications, as many as have room for their data; one at least, if there is any room.</summary>
    public static IReadOnlyList<Publication> Fitting(IReadOnlyList<Publication> publications, int room)
    {
        for (var count = 0; count < publications.Count; count++)
        {
            if (room <= 0)
                return [.. publications.Take(count)];

            room -= publications[count].Data.Length;
        }
        return publications;
    }

    /// <summary>
    /// The publications after <paramref name="since"/>, each once and ascending. Null if one is missing between what was read and what
    /// arrived:
    /// then nothing can be said that would be true.
    /// </summary>
    public static IReadOnlyList<Publication>? Merge(
        StreamPosition since, IReadOnlyList<Publication> read, IReadOnlyList<Publication> arrived)
    {
        if (arrived.Count == 0)
            return read;

        var merged = new List<Publication>(read.Count + arrived.Count);
        merged.AddRange(read);
        merged.AddRange(arrived);
        merged.Sort(static (a, b) => a.Offset.CompareTo(b.Offset));

        var last = since.Offset;
        var kept = 0;
        for (var i = 0; i < merged.Count; i++)
        {
            var publication = merged[i];
            if (publication.Offset <= last)
                continue;
            if (publication.Offset != last + 1)
                return null;

            merged[kept++] = publication;
            last = publication.Offset;
        }
        merged.RemoveRange(kept, merged.Count - kept);
        return merged;
    }

    /// <summary>The position after everything that was read or has arrived.</summary>
    public static StreamPosition Latest(StreamPosition top, IReadOnlyList<Publication> arrived)
    {
        var offset = top.Offset;
        foreach (var publication in arrived)
            offset = Math.Max(offset, publication.Offset);
        return top with { Offset = offset };
    }
}
