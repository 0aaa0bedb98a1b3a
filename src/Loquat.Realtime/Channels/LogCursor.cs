using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>How far a channel of a log has been delivered on this node. Its channel holds the gate around every call.</summary>
/// <remarks>
/// Publications that come too early are not kept: the log has them. They only raise the mark up to which it is read.
/// </remarks>
internal sealed class LogCursor(StreamPosition position)
{
    private ulong _wanted;
    private bool _filling;

    public enum Step
    {
        /// <summary>The next one: deliver it.</summary>
        Next,

        /// <summary>Delivered before, or about to be read from the log.</summary>
        Nothing,

        /// <summary>Others are missing before it, and nobody reads them yet.</summary>
        Gap,
    }

    public StreamPosition Position { get; private set; } = position;

    public Step Take(ulong offset, string epoch)
    {
        // Another epoch is another log under the same name: nothing that was delivered says anything about it.
        if (epoch != Position.Epoch)
            Position = new StreamPosition(offset - 1, epoch);

        if (offset <= Position.Offset)
            return Step.Nothing;

        if (offset == Position.Offset + 1)
        {
            Position = Position with { Offset = offset };
            return Step.Next;
        }

        return BeginFilling(offset) ? Step.Gap : Step.Nothing;
    }

    /// <summary>The log has grown up to here, and nothing of it came along: true if it is to be read, by the one caller who is told so.</summary>
    public bool Want(StreamPosition top)
    {
        if (top.Epoch != Position.Epoch)
            Position = new StreamPosition(top.Offset - Math.Min(top.Offset, 1), top.Epoch);

        return top.Offset > Position.Offset && BeginFilling(top.Offset);
    }

    /// <summary>Gives up on what the log itself does not have.</summary>
    public void SkipTo(StreamPosition top)
    {
        if (top.Epoch != Position.Epoch || top.Offset > Position.Offset)
            Position = top;
        _wanted = Position.Offset;
    }

    /// <summary>True if nothing is missing any more; the next gap has to be filled anew.</summary>
    public bool EndFilling()
    {
        if (Position.Offset < _wanted)
            return false;

        _filling = false;
        return true;
    }

    private bool BeginFilling(ulong offset)
    {
        _wanted = Math.Max(_wanted, offset);
        return !_filling && (_filling = true);
    }
}
