using Loquat.Faults.Checking;
using Loquat.Testing;

namespace Loquat.Faults.Tests;

public class ComingBackTests
{
    private readonly ManualClock _clock = new();
    private readonly TaskCompletionSource _back = new();
    private readonly ComingBack _comingBack;

    public ComingBackTests() => _comingBack = new ComingBack(_clock, patience: TimeSpan.FromMinutes(2), end: TimeSpan.FromMinutes(5));

    [Fact]
    public async Task A_loaded_machine_has_a_minute_or_two()
    {
        var happens = _comingBack.HappensAsync(_back.Task);
        _clock.Advance(TimeSpan.FromSeconds(119));
        _back.SetResult();

        Assert.True(await happens.Within("it is back"));
        Assert.Null(_comingBack.TooSlow);
    }

    [Fact]
    public async Task What_comes_back_later_says_that_the_machine_was_too_slow()
    {
        var happens = _comingBack.HappensAsync(_back.Task);
        _clock.Advance(TimeSpan.FromSeconds(143));
        _back.SetResult();

        Assert.True(await happens.Within("it is back"));
        Assert.Equal("the machine was too slow: 143 s to come back", _comingBack.TooSlow);
    }

    [Fact]
    public async Task What_never_comes_back_is_no_slow_machine()
    {
        var happens = _comingBack.HappensAsync(_back.Task);
        _clock.Advance(TimeSpan.FromMinutes(5));

        Assert.False(await happens.Within("it is given up"));
        Assert.Null(_comingBack.TooSlow);
    }
}
