using Loquat.Testing;
using Microsoft.Extensions.Logging.Abstractions;
using ManualClock = Loquat.Testing.ManualClock;

namespace Loquat.Realtime.Tests.Sessions;

public sealed class RoundsTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(10);

    [Fact]
    public async Task A_round_that_fails_is_not_the_last()
    {
        var clock = new ManualClock();
        await using var node = new Node(new RealtimeOptions(), clock, NullLogger.Instance);
        var rounds = 0;
        new Rounds(node, Interval, () => ++rounds == 1 ? throw new InvalidOperationException("for once") : Task.CompletedTask).Start();

        for (var tick = 0; tick < 3; tick++)
        {
            clock.Advance(Interval + TimerWheel.Resolution);
            await node.Background.IdleAsync().Within("the round is over");
        }

        Assert.Equal(3, rounds);
    }
}
