using Microsoft.Extensions.Logging;

namespace Loquat.Realtime;

/// <summary>Something that is to be woken at a certain time. The fields are its place on the wheel.</summary>
internal abstract class TimerEntry
{
    internal long Due { get; set; }
    internal int Slot { get; set; } = -1;
    internal TimerEntry? Previous { get; set; }
    internal TimerEntry? Next { get; set; }

    /// <summary>Called on the wheel's thread; returns quickly. It should not throw: who does is not woken again unless it was set anew before.</summary>
    public abstract void Wake(long now);
}

/// <summary>
/// One timer for all sessions. Moving an entry costs nothing but a lock. Entries are never woken early, and at most
/// one <see cref="Resolution"/> late.
/// </summary>
internal sealed class TimerWheel : IDisposable
{
    public static readonly TimeSpan Resolution = TimeSpan.FromMilliseconds(100);

    // So late a turn comes only where there is too much else to do, or the machine stood still.
    private const long LateMilliseconds = 1_000;

    private const int SlotCount = 512;
    private static readonly long SlotMilliseconds = (long)Resolution.TotalMilliseconds;

    private readonly Lock _gate = new();
    private readonly TimerEntry?[] _slots = new TimerEntry?[SlotCount];
    private readonly List<TimerEntry> _due = [];
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly long _start;
    private readonly ITimer _timer;
    private long _turned;
    private long _turnedAt;
    private long _lateUntil;
    private int _turning;

    public TimerWheel(TimeProvider time, ILogger logger)
    {
        _time = time;
        _logger = logger;
        _start = time.GetTimestamp();
        _timer = time.CreateTimer(_ => Turn(), null, Resolution, Resolution);
    }

    /// <summary>Milliseconds since the wheel began to turn.</summary>
    public long Now => (long)_time.GetElapsedTime(_start).TotalMilliseconds;

    /// <summary>
    /// True for as long after a turn as it was late, if it was: it came through the same queue as everything that clients send, which has waited, too, and
    /// is heard about now.
    /// </summary>
    public bool IsLate => Now < Volatile.Read(ref _lateUntil);

    /// <summary>The moment of the wall clock on the wheel's own scale.</summary>
    public long At(DateTimeOffset moment) => Now + (long)(moment - _time.GetUtcNow()).TotalMilliseconds;

    /// <summary>Sets or moves the time at which the entry is woken.</summary>
    public void Set(TimerEntry entry, long due)
    {
        lock (_gate)
        {
            Unlink(entry);
            entry.Due = due;
            // Rounded up: the slot is turned to when all of its time has passed. What is overdue comes with the next turn.
            Link(entry, Math.Max(_turned + 1, (due + SlotMilliseconds - 1) / SlotMilliseconds));
        }
    }

    public void Remove(TimerEntry entry)
    {
        lock (_gate)
            Unlink(entry);
    }

    public void Dispose() => _timer.Dispose();

    private void Turn()
    {
        // Timers do not wait for their last call to return; the next turn takes what a skipped one leaves.
        if (Interlocked.Exchange(ref _turning, 1) != 0)
            return;

        var now = Now;
        if (now - _turnedAt > LateMilliseconds)
            Volatile.Write(ref _lateUntil, now + now - _turnedAt);
        _turnedAt = now;
        lock (_gate)
        {
            // Slots repeat: after a long pause one full round sees every entry.
            _turned = Math.Max(_turned, now / SlotMilliseconds - SlotCount);
            while (_turned < now / SlotMilliseconds)
                TakeDue(++_turned, now);
        }

        foreach (var entry in _due)
            Wake(entry, now);
        _due.Clear();
        Volatile.Write(ref _turning, 0);
    }

    /// <summary>What is wrong with one session must not keep the others from being woken, now and for ever.</summary>
    private void Wake(TimerEntry entry, long now)
    {
        try
        {
            entry.Wake(now);
        }
        catch (Exception fault)
        {
            _logger.WakeFailed(fault, entry.GetType().Name);
        }
    }

    private void TakeDue(long slot, long now)
    {
        for (var entry = _slots[slot % SlotCount]; entry is not null;)
        {
            var next = entry.Next;
            if (entry.Due <= now)
            {
                Unlink(entry);
                _due.Add(entry);
            }
            entry = next;
        }
    }

    private void Link(TimerEntry entry, long slot)
    {
        entry.Slot = (int)(slot % SlotCount);
        entry.Next = _slots[entry.Slot];
        if (entry.Next is not null)
            entry.Next.Previous = entry;
        _slots[entry.Slot] = entry;
    }

    private void Unlink(TimerEntry entry)
    {
        if (entry.Slot < 0)
            return;

        if (entry.Previous is null)
            _slots[entry.Slot] = entry.Next;
        else
            entry.Previous.Next = entry.Next;
        if (entry.Next is not null)
            entry.Next.Previous = entry.Previous;
        (entry.Slot, entry.Previous, entry.Next) = (-1, null, null);
    }
}
