using System.Net;
using Loquat.Server.Accounts;
using Loquat.Server.Configuration;
using Loquat.Testing;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

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
    public void To_ask_whether_an_attempt_may_be_made_is_none()
    {
        var limit = new FailureLimit(1, Window, _clock);
        Assert.Null(limit.Wait("john"));
        Assert.Null(limit.Begin("john"));

        _clock.Advance(TimeSpan.FromSeconds(20));

        Assert.Equal([TimeSpan.FromSeconds(40), null], [limit.Wait("john"), limit.Wait("bill")]);
        _clock.Advance(TimeSpan.FromSeconds(40));
        Assert.Null(limit.Wait("john"));
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
    public void Who_signs_in_all_the_time_waits_though_no_attempt_fails()
    {
        using var log = new RecordedLog();
        var options = new ServerOptions { SignIn = { AttemptsPerUsername = 3, FailuresPerUsername = 2 } };
        var limit = new SignInLimit(Options.Create(options), _clock, log.CreateLogger<SignInLimit>());
        for (var i = 0; i < 3; i++)
        {
            Assert.Null(limit.Begin(IPAddress.Loopback, "script"));
            limit.Forgive(IPAddress.Loopback, "script");
        }

        for (var i = 0; i < 100; i++)
            Assert.Equal(Window, limit.Begin(IPAddress.Loopback, "Script"));
        Assert.Single(log.Rest());
        Assert.Null(limit.Begin(IPAddress.Loopback, "john"));
        _clock.Advance(Window);
        Assert.Null(limit.Begin(IPAddress.Loopback, "script"));
    }

    [Fact]
    public void However_a_name_is_written_it_is_one_name()
    {
        using var log = new RecordedLog();
        var limit = new SignInLimit(Options.Create(new ServerOptions { SignIn = { FailuresPerUsername = 2 } }), _clock, log.CreateLogger<SignInLimit>());
        Assert.Null(limit.Begin(IPAddress.Loopback, "mike"));
        // The sign for kelvins is a K.
        Assert.Null(limit.Begin(IPAddress.Loopback, "mi\u212ae"));

        Assert.NotNull(limit.Begin(IPAddress.Loopback, "MIKE"));
        Assert.Null(limit.Begin(IPAddress.Loopback, "\ud83d"));
    }

    [Fact]
    public void Attempts_at_the_same_time_count_before_they_have_failed()
    {
        var limit = new FailureLimit(3, Window, _clock);

        Assert.Equal(3, Enumerable.Range(0, 10).AsParallel().Count(_ => limit.Begin("john") is null));
    }
}
