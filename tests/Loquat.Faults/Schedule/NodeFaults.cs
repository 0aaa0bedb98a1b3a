namespace Loquat.Faults.Schedule;

/// <summary>What happens to processes.</summary>
internal static class NodeFaults
{
    public static IEnumerable<Fault> All { get; } =
    [
        new("kill -9 of a node", 4, KillAsync),
        new("SIGTERM of a node", 3, TerminateAsync),
        new("SIGSTOP of a node", 2, FreezeAsync),
        new("clock step", 2, StepAsync),
    ];

    /// <summary>Days, so that everything that compares a time with another has to bear it.</summary>
    private static readonly TimeSpan LongestStep = TimeSpan.FromDays(2);

    private static Task<bool> StepAsync(Strike strike)
    {
        var site = strike.AnySite();
        return strike.InTurnAsync(site.ClockTurn, async () =>
        {
            site.Clock.Set(LongestStep * ((2 * strike.Random.NextDouble()) - 1));
            await strike.LastAsync(1, 10);
            site.Clock.Set(TimeSpan.Zero);
        });
    }

    private static Task<bool> KillAsync(Strike strike)
    {
        var site = strike.AnySite();
        return strike.InTurnAsync(site.NodeTurn, async () =>
        {
            await site.KillAsync();
            await strike.LastAsync(0, 1);
            await site.StartAsync();
        });
    }

    private static Task<bool> TerminateAsync(Strike strike)
    {
        var site = strike.AnySite();
        return strike.InTurnAsync(site.NodeTurn, async () =>
        {
            await site.TerminateAsync();
            await strike.LastAsync(0, 0.5);
            await site.StartAsync();
        });
    }

    private static Task<bool> FreezeAsync(Strike strike)
    {
        var site = strike.AnySite();
        return strike.InTurnAsync(site.NodeTurn, async () =>
        {
            site.Node.Freeze();
            await strike.LastAsync(0.5, 10);
            site.Node.Thaw();
        });
    }
}
