namespace Loquat.Testing;

/// <summary>
/// Time that stands still until a test moves it. <see cref="Advance"/> fires what has become due, one after another in the order of time, on the
/// calling thread, before it returns.
/// </summary>
public sealed class ManualClock : TimeProvider
{
    private readonly Lock _gate = new();
    private readonly List<ManualTimer> _timers = [];
    private readonly DateTimeOffset _start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly List<(TimeSpan DueTime, TaskCompletionSource Set)> _awaited = [];
    private TimeSpan _elapsed;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow() => _start + Elapsed;

    public override long GetTimestamp() => Elapsed.Ticks;

    private TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
                return _elapsed;
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new ManualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    public void Advance(TimeSpan time)
    {
        var end = Elapsed + time;
        while (TakeNext(end) is { } timer)
            timer.Fire();
        lock (_gate)
            _elapsed = end;
    }

    /// <summary>The machine stands still for so long: what was due meanwhile, however often, comes once and late.</summary>
    public void Stall(TimeSpan time)
    {
        List<ManualTimer> late;
        lock (_gate)
        {
            _elapsed += time;
            late = [.. _timers.Where(timer => timer.Due <= _elapsed).OrderBy(timer => timer.Due)];
            foreach (var timer in late)
            {
                if (timer.Period > TimeSpan.Zero)
                    timer.Due = _elapsed + timer.Period;
                else
                    _timers.Remove(timer);
            }
        }
        foreach (var timer in late)
            timer.Fire();
    }

    /// <summary>Completes when somebody sets a timer for this long from then. To be called before what leads to it.</summary>
    public Task WhenSet(TimeSpan dueTime)
    {
        var set = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
            _awaited.Add((dueTime, set));
        return set.Task;
    }

    /// <summary>Completes when a timer that was set for this long is waiting: at once if one is.</summary>
    public Task WhenWaiting(TimeSpan dueTime)
    {
        lock (_gate)
        {
            return _timers.Exists(timer => timer.SetFor == dueTime) ? Task.CompletedTask : WhenSet(dueTime);
        }
    }

    private ManualTimer? TakeNext(TimeSpan end)
    {
        lock (_gate)
        {
            var next = _timers.Where(timer => timer.Due <= end).MinBy(timer => timer.Due);
            if (next is null)
                return null;

            if (next.Due > _elapsed)
                _elapsed = next.Due;
            if (next.Period > TimeSpan.Zero)
                next.Due += next.Period;
            else
                _timers.Remove(next);
            return next;
        }
    }

    private void TellOf(TimeSpan dueTime)
    {
        foreach (var (_, set) in _awaited.Where(awaited => awaited.DueTime == dueTime))
            set.SetResult();
        _awaited.RemoveAll(awaited => awaited.DueTime == dueTime);
    }

    private sealed class ManualTimer(ManualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public TimeSpan Due { get; set; }

        public TimeSpan SetFor { get; private set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock._gate)
            {
                clock._timers.Remove(this);
                if (dueTime == Timeout.InfiniteTimeSpan)
                    return true;

                (Due, SetFor, Period) = (clock._elapsed + dueTime, dueTime, period);
                clock._timers.Add(this);
                clock.TellOf(dueTime);
                return true;
            }
        }

        public void Dispose()
        {
            lock (clock._gate)
                clock._timers.Remove(this);
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
