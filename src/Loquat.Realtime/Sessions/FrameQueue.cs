namespace Loquat.Realtime;

/// <summary>Frames in order. One needs no array; more borrow one, until they are <see cref="Release"/>d.</summary>
internal struct FrameQueue
{
    private byte[]? _first;
    private byte[]?[]? _others;

    public int Count { get; private set; }

    public readonly byte[] this[int index] => index == 0 ? _first! : _others![index - 1]!;

    public void Add(byte[] frame, FrameArrays arrays)
    {
        if (Count == 0)
        {
            _first = frame;
        }
        else
        {
            if (_others is null)
                _others = arrays.Rent();
            else if (Count - 1 == _others.Length)
                _others = arrays.Grow(_others);
            _others[Count - 1] = frame;
        }
        Count++;
    }

    public void Release(FrameArrays arrays)
    {
        if (_others is not null)
            arrays.Return(_others, Count - 1);
        this = default;
    }
}
