using System.CommandLine;
using System.ComponentModel;
using System.Data.Common;
using Loquat.Faults;
using Loquat.Faults.Clients;
using Loquat.Testing;

const int Broken = 1;
const int NothingProven = 3;

var seed = new Option<int?>("--seed") { Description = "Draws the faults and what clients do; printed, and chosen by chance if left out" };
var minutes = new Option<double>("--minutes") { Description = "How long things go wrong", DefaultValueFactory = _ => 2 };
var database = new Option<DatabaseKind>("--database") { Description = "sqlite or postgres" };
var nodes = new Option<int?>("--nodes") { Description = "How many nodes share the database [default: 1]; more than one on PostgreSQL alone" };
var clients = new Option<int>("--clients") { Description = "How many clients talk", DefaultValueFactory = _ => 8 };
var threads = new Option<int>("--threads") { Description = "In how many threads", DefaultValueFactory = _ => 8 };
var kills = new Option<int>("--kills") { Description = "Instead of the schedule of all faults: kill so many times amid commits, and check the log each time" };
var program = new Option<string?>("--program") { Description = "Another build of `loquat` to run", HelpName = "FILE" };
var plant = new Option<Plant>("--plant") { Description = "Break one client on purpose, to see it found" };

var root = new RootCommand("Proves that nothing is lost, doubled or reordered while things go wrong. Exit codes: 0 proven, 1 not, 2 usage, 3 the machine was too slow, or lacks something.")
{
    seed, minutes, database, nodes, clients, threads, kills, program, plant,
};
root.Validators.Add(result =>
{
    if (result.GetValue(nodes) > 1 && result.GetValue(database) == DatabaseKind.Sqlite)
        result.AddError("Several nodes need --database postgres.");
});
root.SetAction(async (parsed, cancellationToken) =>
{
    var settings = new FaultSettings
    {
        Seed = parsed.GetValue(seed) ?? Random.Shared.Next(),
        Duration = TimeSpan.FromMinutes(parsed.GetValue(minutes)),
        Database = parsed.GetValue(database),
        Nodes = parsed.GetValue(nodes) ?? 1,
        Clients = parsed.GetValue(clients),
        Threads = parsed.GetValue(threads),
        Kills = parsed.GetValue(kills),
        Plant = parsed.GetValue(plant),
        KeepsEvidence = true,
    };
    if (parsed.GetValue(program) is { } file)
        settings = settings with { Program = Path.GetFullPath(file) };

    Console.WriteLine(settings.Command);
    try
    {
        using var guardian = Guardian.Start();
        await using var run = new FaultRun(settings);
        var report = await run.RunAsync(cancellationToken);
        report.Write(Console.Out);
        if (!report.IsClean)
            Console.WriteLine($"The database and what the nodes wrote are in {run.Folder}.");
        return report switch
        {
            { IsClean: false } => Broken,
            { TooSlow: not null } => NothingProven,
            _ => 0,
        };
    }
    catch (Exception e) when (e is TimeoutException or IOException or Win32Exception or InvalidOperationException or DbException)
    {
        // A machine that lacks something or is too slow: nothing is proven, and there is nothing to look into.
        await Console.Error.WriteLineAsync($"The run could not be carried through: {e.Message}");
        return NothingProven;
    }
});

var parsed = root.Parse(args);

// Interrupted, it checks what was done so far.
var code = await parsed.InvokeAsync(new InvocationConfiguration { ProcessTerminationTimeout = null });
return parsed.Errors.Count > 0 ? 2 : code;
