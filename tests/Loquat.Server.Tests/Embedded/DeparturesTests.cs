using System.Text;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Loquat.Server.Embedded;
using Loquat.Testing;

namespace Loquat.Server.Tests.Embedded;

public sealed class DeparturesTests
{
    private readonly ManualClock _clock = new();
    private readonly Departures _departures;

    public DeparturesTests() => _departures = new Departures(_clock);

    [Fact]
    public async Task What_is_long_past_is_looked_at_once_however_often_a_log_is_read()
    {
        var log = Gone(offset: 5, user: 1);
        _clock.Advance(TimeSpan.FromHours(1));
        _departures.Look(7, [log]);
        Assert.Equal(new Departure(7, 1), await NextAsync());

        for (var i = 0; i < 100; i++)
            _departures.Look(7, [log]);
        _departures.Look(7, [Gone(offset: 6, user: 2)]);

        Assert.Equal(new Departure(7, 2), await NextAsync());
    }

    [Fact]
    public async Task What_has_just_happened_is_looked_at_each_time_since_somebody_may_have_been_let_in_meanwhile()
    {
        var log = Gone(offset: 5, user: 1);
        _departures.Look(7, [log]);
        await NextAsync();
        _clock.Advance(TimeSpan.FromMinutes(4));

        _departures.Look(7, [log]);

        Assert.Equal(new Departure(7, 1), await NextAsync());
    }

    private Task<Departure> NextAsync() => _departures.NextAsync(TestContext.Current.CancellationToken).AsTask().Within("a departure is there");

    private LoggedEvent Gone(long offset, long user) =>
        new(offset, MemberLeft.EventType, Encoding.UTF8.GetBytes($$$"""{"user":{"id":{{{user}}}}}"""), _clock.GetUtcNow());
}
