using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;

namespace Loquat.Realtime.Deltas;

/// <param name="Length">0 if nothing was found.</param>
internal readonly record struct SourceMatch(int SourceAt, int TargetAt, int Length);

/// <summary>Where the blocks of a source are, by their hash. The tables are pooled: dispose it.</summary>
internal readonly ref struct SourceIndex : IDisposable
{
    /// <summary>Matches shorter than this are not searched for: a copy takes about as many bytes itself.</summary>
    public const int BlockLength = sizeof(ulong);

    private const int SmallestStride = 4;
    private const int MaxBlocks = 1 << 16; // both tables together take at most 768 KiB, whatever the source
    private const int MaxCandidates = 32; // repetitive sources have long chains; this keeps the time linear
    private const int None = -1;

    private readonly ReadOnlySpan<byte> _source;
    private readonly int _stride;
    private readonly int _hashShift;
    private readonly int[] _heads; // first block of each hash
    private readonly int[] _next; // the following block with the same hash

    public SourceIndex(ReadOnlySpan<byte> source)
    {
        _source = source;
        _stride = Math.Max(SmallestStride, source.Length / MaxBlocks + 1);
        var blocks = source.Length < BlockLength ? 0 : (source.Length - BlockLength) / _stride + 1;
        var hashBits = BitOperations.Log2((uint)blocks | 15) + 1;
        _hashShift = 64 - hashBits;

        _heads = ArrayPool<int>.Shared.Rent(1 << hashBits);
        _next = ArrayPool<int>.Shared.Rent(blocks);
        _heads.AsSpan(0, 1 << hashBits).Fill(None);
        for (var block = blocks - 1; block >= 0; block--) // backwards, so that chains ascend
        {
            var hash = HashAt(source, block * _stride);
            _next[block] = _heads[hash];
            _heads[hash] = block;
        }
    }

    /// <summary>
    /// The longest match found that covers <paramref name="at"/> in the target. It may begin earlier, but not before
    /// <paramref name="covered"/>. <paramref name="diagonal"/> is where the last copy would go on: source minus target position.
    /// </summary>
    public SourceMatch FindLongest(ReadOnlySpan<byte> target, int at, int covered, int diagonal)
    {
        var best = MatchAt(at + diagonal, target, at, covered);
        var candidates = 0;
        for (var block = _heads[HashAt(target, at)]; block != None && candidates < MaxCandidates; block = _next[block], candidates++)
        {
            var match = MatchAt(block * _stride, target, at, covered);
            if (match.Length > best.Length)
                best = match;
            if (best.TargetAt + best.Length == target.Length)
                break;
        }
        return best;
    }

    private SourceMatch MatchAt(int sourceAt, ReadOnlySpan<byte> target, int at, int covered)
    {
        if (sourceAt < 0 || sourceAt > _source.Length - BlockLength || BlockAt(_source, sourceAt) != BlockAt(target, at))
            return default;

        var forward = _source[sourceAt..].CommonPrefixLength(target[at..]);
        var longest = Math.Min(sourceAt, at - covered);
        var backward = 0;
        while (backward < longest && _source[sourceAt - backward - 1] == target[at - backward - 1])
            backward++;
        return new SourceMatch(sourceAt - backward, at - backward, forward + backward);
    }

    private int HashAt(ReadOnlySpan<byte> bytes, int at) => (int)((BlockAt(bytes, at) * 0x9E3779B97F4A7C15) >> _hashShift);

    private static ulong BlockAt(ReadOnlySpan<byte> bytes, int at) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[at..]);

    public void Dispose()
    {
        ArrayPool<int>.Shared.Return(_heads);
        ArrayPool<int>.Shared.Return(_next);
    }
}
