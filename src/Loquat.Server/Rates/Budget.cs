using Loquat.Server.Configuration;

namespace Loquat.Server.Rates;

/// <summary>What everybody has left of one kind of thing that they may do only so fast.</summary>
internal sealed class Budget(BudgetOptions options, TimeProvider time)
{
    private static readonly TimeSpan SweepInterval = TimeSpan.FromMinutes(1);

    private readonly double _perSecond = options.PerMinute / 60.0;
    private readonly Lock _gate = new();
    private readonly Dictionary<long, (double Left, long At)> _users = [];
    private long _sweptAt = time.GetTimestamp();

    /// <summary>People of whom something is remembered: those who did something of late.</summary>
    public int UserCount
    {
        get
        {
            lock (_gate)
                return _users.Count;
        }
    }

    /// <summary>Takes one. Null if there was one; else how long it takes until there is.</summary>
    public TimeSpan? Take(long user)
    {
        var now = time.GetTimestamp();
        lock (_gate)
        {
            if (time.GetElapsedTime(_sweptAt, now) >= SweepInterval)
                Sweep(now);

            var left = _users.TryGetValue(user, out var bucket) ? LeftOf(bucket, now) : options.Burst;
            var isTaken = left >= 1;
            _users[user] = (isTaken ? left - 1 : left, now);
            return isTaken ? null : TimeSpan.FromSeconds((1 - left) / _perSecond);
        }
    }

    private double LeftOf((double Left, long At) bucket, long now) =>
        Math.Min(options.Burst, bucket.Left + time.GetElapsedTime(bucket.At, now).TotalSeconds * _perSecond);

    /// <summary>A full bucket says no more than none.</summary>
    private void Sweep(long now)
    {
        foreach (var (user, bucket) in _users)
        {
            if (LeftOf(bucket, now) >= options.Burst)
                _users.Remove(user);
        }
        _sweptAt = now;
    }
}
