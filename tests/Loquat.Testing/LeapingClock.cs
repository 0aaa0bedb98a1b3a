namespace Loquat.Testing;

/// <summary>The system's time, until a test lets some pass at once. Timers run by the system's.</summary>
public sealed class LeapingClock : TimeProvider
{
    private long _leaptTicks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Volatile.Read(ref _leaptTicks));

    public override long GetTimestamp() => System.GetElapsedTime(0).Ticks + Volatile.Read(ref _leaptTicks);

    public void Leap(TimeSpan time) => Interlocked.Add(ref _leaptTicks, time.Ticks);
}
