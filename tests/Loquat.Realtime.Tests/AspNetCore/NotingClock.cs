using Loquat.Testing;
using Queue = System.Threading.Channels.Channel;
using Waits = System.Threading.Channels.Channel<System.TimeSpan>;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>A manual clock that also tells when somebody has begun to wait for a certain time.</summary>
internal sealed class NotingClock(ManualClock clock, TimeSpan awaited) : TimeProvider
{
    private readonly Waits _begun = Queue.CreateUnbounded<TimeSpan>();

    public override long TimestampFrequency => clock.TimestampFrequency;

    /// <summary>Completes when one more timer of exactly the awaited time has been set.</summary>
    public Task NextWaitAsync() => _begun.Reader.ReadAsync().AsTask();

    public override DateTimeOffset GetUtcNow() => clock.GetUtcNow();

    public override long GetTimestamp() => clock.GetTimestamp();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = clock.CreateTimer(callback, state, dueTime, period);
        if (dueTime == awaited)
            _begun.Writer.TryWrite(dueTime);
        return timer;
    }
}
