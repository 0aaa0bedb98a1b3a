namespace Loquat.Realtime;

/// <summary>
/// When a flush shard rests. To send five frames costs hardly more than to send one, so a shard that is sending most of the time lets them
/// gather for a few milliseconds. A leaky bucket decides: it fills while the shard sends to many and runs out while it does not, so that a
/// shard with little to do, or with answers to single sessions only, never rests.
/// </summary>
internal struct Pace(TimeProvider time)
{
    // A pass over fewer is mostly answers, and nobody asks twice before the first is there: waiting would not bring them together.
    private const int Many = 32;

    // For a millisecond of sending the bucket needs three to run out: a busy shard sends a quarter of the time.
    private const int RestForWork = 3;

    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(5);
    private static readonly TimeSpan FullBucket = Longest / RestForWork;
    private static readonly TimeSpan RestsFrom = TimeSpan.FromMilliseconds(1) / RestForWork;

    private TimeSpan _bucket;
    private long _began;
    private long _ended;

    /// <summary>A pass begins.</summary>
    public void Begin()
    {
        _began = time.GetTimestamp();
        var left = _bucket - (time.GetElapsedTime(_ended, _began) / RestForWork);
        _bucket = left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>The pass is over.</summary>
    /// <param name="sessions">How many it sent to.</param>
    /// <returns>How long to rest.</returns>
    public TimeSpan End(int sessions)
    {
        _ended = time.GetTimestamp();
        if (sessions < Many)
            return TimeSpan.Zero;

        var filled = _bucket + time.GetElapsedTime(_began, _ended);
        _bucket = filled < FullBucket ? filled : FullBucket;
        return _bucket < RestsFrom ? TimeSpan.Zero : _bucket * RestForWork;
    }
}
