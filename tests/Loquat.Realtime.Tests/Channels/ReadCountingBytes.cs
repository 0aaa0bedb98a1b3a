using System.Buffers;

namespace Loquat.Realtime.Tests.Channels;

/// <summary>Data that counts how often it is read.</summary>
internal sealed class ReadCountingBytes(byte[] bytes) : MemoryManager<byte>
{
    private int _reads;

    public int Reads => Volatile.Read(ref _reads);

    public override Span<byte> GetSpan()
    {
        Interlocked.Increment(ref _reads);
        return bytes;
    }

    public override MemoryHandle Pin(int elementIndex = 0) => throw new NotSupportedException();

    public override void Unpin()
    {
        // Nothing is pinned.
    }

    protected override void Dispose(bool disposing)
    {
        // Nothing is held.
    }
}
