using Loquat.Testing;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>A manual clock that also tells when somebody has begun to wait.</summary>
internal sealed class NotingClock(ManualClock clock, TimeSpan awaited) : TimeProvider
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when a timer of exactly the awaited time has been set.</summary>
    public Task Begun => _begun.Task;

    public override long TimestampFrequency => clock.TimestampFrequency;

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        if (dueTime == awaited)
            _begun.TrySetResult();
        return timer;
    }
}
