using Loquat.Testing;

namespace Loquat.Realtime.Tests.Sessions;

public class PaceTests
{
    private const int Many = 1000;

    private readonly ManualClock _clock = new();

    [Fact]
    public void A_shard_that_sends_all_the_time_rests_three_times_as_long_as_it_sends()
    {
        var pace = new Pace(_clock);

        Assert.Equal(3, Pass(ref pace, milliseconds: 1, Many));
        Idle(3);
        Assert.Equal(3, Pass(ref pace, milliseconds: 1, Many));
    }

    [Fact]
    public void However_long_a_pass_takes_what_comes_next_waits_no_longer_than_five_milliseconds()
    {
        var pace = new Pace(_clock);

        Assert.Equal(5, Pass(ref pace, milliseconds: 400, Many), precision: 2);
        Assert.Equal(5, Pass(ref pace, milliseconds: 400, Many), precision: 2);
        Idle(5);
        Assert.Equal(3, Pass(ref pace, milliseconds: 1, Many), precision: 2);
    }

    [Fact]
    public void A_shard_with_little_to_do_never_rests()
    {
        var pace = new Pace(_clock);

        for (var i = 0; i < 1000; i++)
        {
            Assert.Equal(0, Pass(ref pace, milliseconds: 0.3, Many));
            Idle(1);
        }
    }

    [Fact]
    public void Short_passes_that_follow_each_other_are_work_as_a_long_one_is()
    {
        var pace = new Pace(_clock);

        Assert.Equal(0, Pass(ref pace, milliseconds: 0.2, Many));
        Assert.Equal(1.2, Pass(ref pace, milliseconds: 0.2, Many), precision: 2);
    }

    [Fact]
    public void Answers_to_single_sessions_never_wait()
    {
        var pace = new Pace(_clock);

        for (var i = 0; i < 100; i++)
            Assert.Equal(0, Pass(ref pace, milliseconds: 10, sessions: 5));
    }

    /// <returns>The rest after it, in milliseconds.</returns>
    private double Pass(ref Pace pace, double milliseconds, int sessions)
    {
        pace.Begin();
        Idle(milliseconds);
        return pace.End(sessions).TotalMilliseconds;
    }

    private void Idle(double milliseconds) => _clock.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
