using System.Buffers;

namespace Loquat.Realtime;

/// <summary>Frames in order. One needs no array; more rent one, until they are <see cref="Release"/>d.</summary>
internal struct FrameQueue
{
    private byte[]? _first;
    private byte[]?[]? _others;

    public int Count { get; private set; }

    public readonly byte[] this[int index] => index == 0 ? _first! : _others![index - 1]!;

    public void Add(byte[] frame)
    {
        if (Count == 0)
        {
            _first = frame;
        }
        else
        {
            if (_others is null)
                _others = ArrayPool<byte[]?>.Shared.Rent(16);
            else if (Count - 1 == _others.Length)
                Grow();
            _others[Count - 1] = frame;
        }
        Count++;
    }

    public void Release()
    {
        if (_others is not null)
        {
            _others.AsSpan(0, Count - 1).Clear();
            ArrayPool<byte[]?>.Shared.Return(_others);
        }
        this = default;
    }

    private void Grow()
    {
        var larger = ArrayPool<byte[]?>.Shared.Rent(_others!.Length * 2);
        _others.CopyTo(larger, 0);
        Array.Clear(_others);
        ArrayPool<byte[]?>.Shared.Return(_others);
        _others = larger;
    }
}
