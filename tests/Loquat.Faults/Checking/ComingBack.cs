using System.Globalization;

namespace Loquat.Faults.Checking;

/// <summary>
/// Tells a slow machine from a program that does not come back. What takes seconds on a machine of its own may take a minute or two on one that is full of other
/// work, and proves as much; what takes longer proves nothing; and what has not happened after so long as this waits does not happen.
/// </summary>
internal sealed class ComingBack(TimeProvider clock, TimeSpan patience, TimeSpan end)
{
    private readonly Lock _lock = new();
    private TimeSpan _longest;

    public static ComingBack OfLoadedMachine() => new(TimeProvider.System, TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(5));

    /// <summary>What to say of a machine that was too slow; null if it was not.</summary>
    public string? TooSlow
    {
        get
        {
            lock (_lock)
                return _longest <= patience ? null : string.Create(CultureInfo.InvariantCulture, $"the machine was too slow: {_longest.TotalSeconds:0} s to come back");
        }
    }

    /// <summary>How long it is worth waiting.</summary>
    public TimeSpan End => end;

    /// <summary>False if it did not come.</summary>
    public async Task<bool> HappensAsync(Task what)
    {
        var start = clock.GetTimestamp();
        try
        {
            await what.WaitAsync(end, clock);
        }
        catch (TimeoutException) when (!what.IsCompleted)
        {
            return false;
        }

        Note(clock.GetElapsedTime(start));
        return true;
    }

    public void Note(TimeSpan took)
    {
        lock (_lock)
            _longest = took > _longest ? took : _longest;
    }
}
