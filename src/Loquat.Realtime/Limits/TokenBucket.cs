namespace Loquat.Realtime;

/// <summary>What is left of a <see cref="RateLimit"/> at a moment of the engine's clock. Full until something has been taken.</summary>
internal struct TokenBucket(RateLimit limit)
{
    private readonly double _perMillisecond = limit.Count / limit.Interval.TotalMilliseconds;
    private double _tokens = limit.Count;
    private long _at;

    /// <summary>Brings the bucket to this moment. True if there is something to take.</summary>
    public bool HasOne(long now)
    {
        if (now > _at)
        {
            _tokens = Math.Min(limit.Count, _tokens + (now - _at) * _perMillisecond);
            _at = now;
        }
        return _tokens >= 1;
    }

    public void Take() => _tokens--;

    public bool IsFull(long now)
    {
        HasOne(now);
        return _tokens >= limit.Count;
    }
}
