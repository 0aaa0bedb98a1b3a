using Loquat.Faults.Checking;
using Loquat.Faults.Clients;
using Loquat.Faults.Databases;
using Loquat.Faults.Nodes;

namespace Loquat.Faults.Schedule;

/// <summary>
/// Kills again and again while groups are being committed, and looks at the log each time before anything can mend it: with SQLite the
/// node, whose file is copied as it lies there; with PostgreSQL the nodes and the database by turns.
/// </summary>
internal sealed class KillSeries(World world, string program, Tally operations, Journal journal, IReadOnlyList<ThreadRecord> records)
{
    private const int MostAcknowledgements = 150;

    public Tally Injected { get; } = new();

    /// <summary>What the first broken log shows; nothing if every one was whole.</summary>
    public async Task<IReadOnlyList<Finding>> RunAsync(int kills, Random random, CancellationToken enough)
    {
        for (var i = 0; i < kills && !enough.IsCancellationRequested; i++)
        {
            // So many answers after the last kill: in the midst of some group.
            var soon = operations[Post] + random.Next(1, MostAcknowledgements);
            if (!await world.ComingBack.HappensAsync(operations.ReachAsync(Post, soon)))
                return [new Finding(Breach.Lost, FormattableString.Invariant($"no messages are acknowledged again in {world.ComingBack.End.TotalSeconds} s"), ThreadId: 0)];
            if (world.ComingBack.TooSlow is not null)
                return [];

            var killsDatabase = world.Database.Port is not null && i % 2 == 1;
            var findings = killsDatabase ? await KillDatabaseAsync() : await KillNodeAsync(world.Sites[random.Next(world.Sites.Count)]);
            if (findings.Count > 0)
                return findings;
        }

        return [];
    }

    private const string Post = "post";

    private async Task<IReadOnlyList<Finding>> KillNodeAsync(Site site)
    {
        journal.Note(null, $"kill -9 of {site.Node.Name}");
        await site.KillAsync();
        Injected.Count("kill -9 of a node");
        var findings = await LookAsync();
        await site.StartAsync();
        return findings;
    }

    private async Task<IReadOnlyList<Finding>> KillDatabaseAsync()
    {
        journal.Note(null, "kill -9 of PostgreSQL");
        await world.Database.KillAsync();
        Injected.Count("kill -9 of PostgreSQL");
        await world.Database.ReviveAsync();
        return await LookAsync();
    }

    private async Task<IReadOnlyList<Finding>> LookAsync()
    {
        var copy = Path.Combine(world.Folder, "copy");
        await using var connection = world.Database is SqliteFolder folder ? await folder.OpenCopyAsync(copy) : await world.Database.OpenAsync();

        // What is acknowledged from here on may be younger than the picture.
        var acknowledged = records.Select(record => record.Acknowledged.Count).ToList();
        var findings = Checker.CheckLog(await Snapshot.ReadAsync(connection), records, acknowledged);
        var settings = world.Database is SqliteFolder
            ? new Dictionary<string, string> { ["Loquat__Data"] = copy, ["Files__Folder"] = world.Database.FilesFolder }
            : world.Database.SettingsFor(world.Database.Port);
        return [.. findings, .. await DatabaseCheck.RunAsync(program, settings)];
    }
}
