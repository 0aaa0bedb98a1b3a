using Loquat.Server.Accounts;
using Loquat.Testing;

namespace Loquat.Server.Tests.Accounts;

public sealed class FailureLimitTests
{
    private static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private readonly ManualClock _clock = new();

    [Fact]
    public void Over_the_limit_the_next_attempt_waits_for_the_window_to_end()
    {
        var limit = new FailureLimit(2, Window, _clock);
        Assert.Null(limit.Begin("john"));
        _clock.Advance(TimeSpan.FromSeconds(20));
        Assert.Null(limit.Begin("john"));

        Assert.Equal(TimeSpan.FromSeconds(40), limit.Begin("john"));
        Assert.Null(limit.Begin("bill"));
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(limit.Begin("john"));
    }

    [Fact]
    public void What_succeeds_does_not_count()
    {
        var limit = new FailureLimit(1, Window, _clock);

        for (var i = 0; i < 5; i++)
        {
            Assert.Null(limit.Begin("john"));
            limit.Forgive("john");
        }
    }

    [Fact]
    public void Attempts_at_the_same_time_count_before_they_have_failed()
    {
        var limit = new FailureLimit(3, Window, _clock);

        Assert.Equal(3, Enumerable.Range(0, 10).AsParallel().Count(_ => limit.Begin("john") is null));
    }
}
