namespace Loquat.Faults.Schedule;

/// <summary>What happens to processes.</summary>
internal static class NodeFaults
{
    public static IEnumerable<Fault> All { get; } =
    [
        new("kill -9 of a node", 4, KillAsync),
        new("SIGTERM of a node", 3, TerminateAsync),
        new("SIGSTOP of a node", 2, FreezeAsync),
    ];

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
