using System.Buffers;

namespace Loquat.Realtime;

/// <summary>
/// Arrays for the queues of one shard's sessions. A broadcast to ten thousand asks for as many at once, which is more than a shared pool keeps.
/// Guarded by the shard's gate.
/// </summary>
internal sealed class FrameArrays
{
    private const int UsualLength = 16;

    // Two megabytes and a half, after a broadcast to so many.
    private const int MostKept = 16 * 1024;

    private readonly Stack<byte[]?[]> _kept = new();

    public byte[]?[] Rent() => _kept.TryPop(out var array) ? array : new byte[]?[UsualLength];

    /// <summary>A larger one with the same content, in its place.</summary>
    public byte[]?[] Grow(byte[]?[] array)
    {
        var larger = ArrayPool<byte[]?>.Shared.Rent(array.Length * 2);
        array.CopyTo(larger, 0);
        Return(array, array.Length);
        return larger;
    }

    /// <param name="used">How much of it holds frames.</param>
    public void Return(byte[]?[] array, int used)
    {
        array.AsSpan(0, used).Clear();
        if (array.Length > UsualLength)
            ArrayPool<byte[]?>.Shared.Return(array);
        else if (_kept.Count < MostKept)
            _kept.Push(array);
    }
}
