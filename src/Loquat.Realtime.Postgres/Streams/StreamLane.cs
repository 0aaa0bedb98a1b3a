using Loquat.Protocol;

namespace Loquat.Realtime.Postgres.Streams;

/// <summary>How far a stream has been delivered on this node. Whoever holds <see cref="Gate"/> delivers.</summary>
internal sealed class StreamLane
{
    private StreamPosition _position = StreamPosition.Start;
    private ulong _wanted;
    private bool _isFilling;

    public Lock Gate { get; } = new();

    public StreamPosition Position => _position;

    /// <summary>True once nobody listens any more: nothing is delivered by this lane, and whoever has it looks for another.</summary>
    public bool IsClosed { get; set; }

    /// <summary>Where delivery starts, unless it has.</summary>
    public void StartAt(StreamPosition position)
    {
        if (_position.Epoch.Length == 0)
            _position = position;
    }

    /// <summary>True if this one is next, and to be delivered now. What comes too early is read from the stream later.</summary>
    public bool Take(ulong offset, string epoch)
    {
        Follow(offset, epoch);
        if (offset != _position.Offset + 1)
            return false;

        _position = _position with { Offset = offset };
        return true;
    }

    /// <summary>True if something up to there is missing, and the caller is the one who is to read it.</summary>
    public bool Want(ulong first, ulong last, string epoch)
    {
        Follow(first, epoch);
        if (last <= _position.Offset)
            return false;

        _wanted = Math.Max(_wanted, last);
        return !_isFilling && (_isFilling = true);
    }

    /// <summary>Gives up on what the stream does not have any more.</summary>
    public void SkipTo(StreamPosition top)
    {
        if (top.Epoch != _position.Epoch || top.Offset > _position.Offset)
            _position = top;
        _wanted = Math.Min(_wanted, _position.Offset);
    }

    /// <summary>True if nothing is missing any more.</summary>
    public bool EndFilling()
    {
        if (_position.Offset < _wanted)
            return false;

        _isFilling = false;
        return true;
    }

    // Another epoch is another stream under the same name: nothing that was delivered says anything about it.
    private void Follow(ulong offset, string epoch)
    {
        if (epoch == _position.Epoch)
            return;

        _position = new StreamPosition(offset - 1, epoch);
        _wanted = 0;
    }
}
