namespace Loquat.Benchmarks.Reconnecting;

/// <summary>How far each thread is known to go: what has been acknowledged to somebody.</summary>
internal sealed class Tops(int threads)
{
    private readonly long[] _offsets = new long[threads + 1];

    public long this[long thread] => Volatile.Read(ref _offsets[thread]);

    public void Raise(long thread, long offset)
    {
        ref var known = ref _offsets[thread];
        for (var before = Volatile.Read(ref known); before < offset;)
        {
            var found = Interlocked.CompareExchange(ref known, offset, before);
            if (found == before)
                return;
            before = found;
        }
    }
}
