using Loquat.Faults.Checking;
using Loquat.Faults.Clients;

namespace Loquat.Faults.Tests;

/// <summary>The whole harness against a real node, with nothing wrong but what is planted: it has to be found, and nothing else.</summary>
public class PlantedBugStories
{
    public static TheoryData<Plant, Breach> Plants => new()
    {
        { Plant.DropOne, Breach.Lost },
        { Plant.ApplyTwice, Breach.Doubled },
        { Plant.SwapTwo, Breach.Reordered },
        { Plant.AcknowledgeEarly, Breach.Lost },
        { Plant.ForgetEdit, Breach.Diverged },
        { Plant.LoseFile, Breach.Lost },
        { Plant.BendFile, Breach.Diverged },
    };

    [Theory]
    [MemberData(nameof(Plants))]
    public async Task A_planted_bug_is_found(Plant plant, Breach breach)
    {
        var report = await RunAsync(new FaultSettings { Plant = plant, Duration = TimeSpan.FromMinutes(1), InjectsFaults = false, Clients = 2, Threads = 2 });

        Assert.Contains(breach, report.Findings.Select(finding => finding.Breach));
        var words = new StringWriter();
        report.Write(words);
        Assert.Contains("The history of:", words.ToString());
        Assert.Contains("./test faults --seed 1 ", words.ToString());
    }

    [Fact]
    public async Task Without_one_nothing_is_found_through_kills()
    {
        var report = await RunAsync(new FaultSettings { Kills = 3, Clients = 2, Threads = 2 });

        Assert.Empty(report.Findings);
        Assert.Null(report.TooSlow);
        Assert.Equal(3, report.Faults.Total);
    }

    private static async Task<Report> RunAsync(FaultSettings settings)
    {
        await using var run = new FaultRun(settings with { Program = Path.Combine(AppContext.BaseDirectory, "loquat") });
        return await run.RunAsync(TestContext.Current.CancellationToken);
    }
}
