using Loquat.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loquat.Realtime.Tests.Sessions;

public class TimerWheelTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(99)]
    [InlineData(100)]
    [InlineData(101)]
    [InlineData(51_199)]
    [InlineData(51_200)]
    [InlineData(3_600_050)]
    public void An_entry_is_woken_once_when_it_is_due_never_early_and_soon_after(long due)
    {
        var clock = new ManualClock();
        using var wheel = new TimerWheel(clock, NullLogger.Instance);
        var entry = new Entry();
        clock.Advance(TimeSpan.FromMilliseconds(1234));

        var set = wheel.Now;
        wheel.Set(entry, set + due);
        clock.Advance(TimeSpan.FromMilliseconds(due + 60_000));

        var woken = Assert.Single(entry.Woken) - set;
        Assert.InRange(woken, due, due + 100);
    }

    [Fact]
    public void An_entry_that_was_moved_is_woken_at_its_new_time_alone()
    {
        var clock = new ManualClock();
        using var wheel = new TimerWheel(clock, NullLogger.Instance);
        var entry = new Entry();

        wheel.Set(entry, 1000);
        wheel.Set(entry, 5000);
        wheel.Set(entry, 3000);
        clock.Advance(TimeSpan.FromSeconds(10));

        Assert.Equal([3000], entry.Woken);
    }

    [Fact]
    public void An_entry_that_throws_keeps_no_other_from_being_woken()
    {
        var clock = new ManualClock();
        using var log = new RecordedLog();
        using var wheel = new TimerWheel(clock, log.CreateLogger("wheel"));
        var (first, last) = (new Entry(), new Entry());
        wheel.Set(last, 1000);
        wheel.Set(new BadEntry(), 1000);
        wheel.Set(first, 1000);

        clock.Advance(TimeSpan.FromSeconds(2));
        wheel.Set(first, 3000);
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([2, 1], [first.Woken.Count, last.Woken.Count]);
        Assert.Single(log.Rest(), line => line.Level == LogLevel.Error);
    }

    [Fact]
    public void An_entry_that_was_removed_is_not_woken_and_its_neighbours_are()
    {
        var clock = new ManualClock();
        using var wheel = new TimerWheel(clock, NullLogger.Instance);
        var entries = new[] { new Entry(), new Entry(), new Entry() };
        foreach (var entry in entries)
            wheel.Set(entry, 1000);

        wheel.Remove(entries[1]);
        wheel.Remove(entries[1]);
        clock.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal([1, 0, 1], entries.Select(entry => entry.Woken.Count));
    }

    private sealed class Entry : TimerEntry
    {
        public List<long> Woken { get; } = [];

        public override void Wake(long now) => Woken.Add(now);
    }

    private sealed class BadEntry : TimerEntry
    {
        public override void Wake(long now) => throw new InvalidOperationException("A session that is broken.");
    }
}
