namespace Loquat.Realtime;

/// <summary>A line of the log for what anybody can bring about without end: it is written now and then, with how often it was left out.</summary>
internal sealed class SeldomLine(TimeProvider time)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(10);

    private readonly Lock _gate = new();
    private long? _writtenAt;
    private int _unwritten;

    /// <summary>True if it is to be written.</summary>
    /// <param name="unwritten">How often it was not, since it last was.</param>
    public bool IsDue(out int unwritten)
    {
        lock (_gate)
        {
            unwritten = _unwritten;
            if (_writtenAt is { } last && time.GetElapsedTime(last) < Pause)
            {
                _unwritten++;
                return false;
            }
            (_writtenAt, _unwritten) = (time.GetTimestamp(), 0);
            return true;
        }
    }
}
