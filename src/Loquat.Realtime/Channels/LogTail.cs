using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>
/// The newest publications of a log, as far as this node has delivered them: who comes back after a moment is answered from here, however many do so at
/// once. What is not here is read, by the first who asks for it. Its channel holds the gate around every call.
/// </summary>
/// <param name="memory">What the tails of all channels of this node may hold together.</param>
internal sealed class LogTail(TailMemory memory, TimerWheel wheel)
{
    private const int MaxCount = 256;
    private const int MaxBytes = 64 << 10;

    // What a publication takes beside its data, roughly.
    private const int Overhead = 100;

    private readonly Queue<Publication> _publications = new();
    private ulong _last;
    private string _epoch = "";
    private int _bytes;
    private bool _isClosed;

    /// <summary>When the newest one came, in milliseconds of the engine's clock.</summary>
    public long AddedAt { get; private set; }

    public void Add(Publication publication, string epoch)
    {
        if (_isClosed)
            return;

        if (publication.Offset != _last + 1 || epoch != _epoch)
            Clear();

        _publications.Enqueue(publication);
        (_last, _epoch, AddedAt) = (publication.Offset, epoch, wheel.Now);
        Count(SizeOf(publication));
        while (_publications.Count > MaxCount || _bytes > MaxBytes || (memory.IsFull && _publications.Count > 0))
            Count(-SizeOf(_publications.Dequeue()));
    }

    /// <summary>Keeps what was read of the log for the next who misses it, if it reaches to where this node has delivered and more of it than is here.</summary>
    public void Learn(IReadOnlyList<Publication> publications, StreamPosition top)
    {
        if (publications.Count == 0 || publications[^1].Offset != top.Offset || memory.IsFull)
            return;
        if (_last == top.Offset && _epoch == top.Epoch && _publications.TryPeek(out var first) && first.Offset <= publications[0].Offset)
            return;

        Clear();
        foreach (var publication in publications)
            Add(publication, top.Epoch);
    }

    /// <summary>Up to <paramref name="limit"/> of those after an offset. Null if they are not all here, up to <paramref name="top"/>.</summary>
    public IReadOnlyList<Publication>? After(ulong offset, ulong top, int limit)
    {
        if (offset == top || limit == 0)
            return [];
        if (_last != top || !_publications.TryPeek(out var first) || first.Offset > offset + 1)
            return null;

        return [.. _publications.Skip((int)(offset + 1 - first.Offset)).Take(limit)];
    }

    /// <summary>Its channel is gone: whatever still reaches that is not kept, since nobody would clear it again.</summary>
    public void Close()
    {
        Clear();
        _isClosed = true;
    }

    public void Clear()
    {
        _publications.Clear();
        Count(-_bytes);
    }

    private void Count(int bytes)
    {
        _bytes += bytes;
        memory.Add(bytes);
    }

    private static int SizeOf(Publication publication) => publication.Data.Length + Overhead;
}

/// <summary>Counts what the tails of a node hold. Where there is no room left, each makes room for what is new by what it had itself.</summary>
internal sealed class TailMemory
{
    private const long MaxBytes = 64 << 20;
    private long _bytes;

    public long Bytes => Interlocked.Read(ref _bytes);

    public bool IsFull => Bytes > MaxBytes;

    public void Add(int bytes) => Interlocked.Add(ref _bytes, bytes);
}
