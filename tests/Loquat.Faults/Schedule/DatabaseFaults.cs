using Loquat.Faults.Databases;

namespace Loquat.Faults.Schedule;

/// <summary>What happens to the database.</summary>
internal static class DatabaseFaults
{
    public static Fault FullDisk { get; } = new("full disk", 2, FillAsync);

    public static IEnumerable<Fault> OfServer { get; } =
    [
        new("kill -9 of PostgreSQL", 3, KillAsync),
        new("LISTEN connection ended", 2, strike => EndAsync(strike, areListening: true)),
        new("database connections ended", 1, strike => EndAsync(strike, areListening: false)),
    ];

    private static Task<bool> FillAsync(Strike strike)
    {
        var database = strike.World.Database;
        return strike.InTurnAsync(database.Turn, async () =>
        {
            database.Disk!.Fill();
            await strike.LastAsync(0.5, 5);
            database.Disk.Free();
        });
    }

    private static Task<bool> KillAsync(Strike strike)
    {
        var database = strike.World.Database;
        return strike.InTurnAsync(database.Turn, async () =>
        {
            await database.KillAsync();
            await strike.LastAsync(0, 2);
            await database.ReviveAsync();
        });
    }

    private static async Task<bool> EndAsync(Strike strike, bool areListening)
    {
        var database = (PostgresDatabase)strike.World.Database;
        var ended = 0L;
        await strike.InTurnAsync(database.Turn, async () => ended = await database.EndConnectionsAsync(areListening));
        return ended > 0;
    }
}
