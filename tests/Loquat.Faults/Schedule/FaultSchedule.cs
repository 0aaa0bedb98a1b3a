using Loquat.Faults.Checking;
using Loquat.Faults.Clients;
using Loquat.Faults.Databases;
using Loquat.Faults.Nodes;

namespace Loquat.Faults.Schedule;

/// <summary>
/// Faults one after another, drawn by the seed, in lanes beside each other: one fault strikes while another still lasts. The seed repeats
/// the draws; what they meet is up to the machine.
/// </summary>
internal sealed class FaultSchedule
{
    private const int Lanes = 2;
    private const double LongestPauseSeconds = 2;

    private readonly World _world;
    private readonly Journal _journal;
    private readonly List<Fault> _faults;

    public FaultSchedule(World world, Journal journal)
    {
        _world = world;
        _journal = journal;
        _faults = [.. NodeFaults.All, .. NetworkFaults.OfClients];
        if (world.Database.Port is not null)
            _faults.AddRange([.. NetworkFaults.OfNodes, .. DatabaseFaults.OfServer]);
        if (world.Database.Disk is not null)
            _faults.Add(DatabaseFaults.FullDisk);
    }

    /// <summary>What this machine does not let happen.</summary>
    public IEnumerable<string> Impossible
    {
        get
        {
            if (_world.Database is SqliteFolder { Disk: null })
                yield return "full disk (needs root, to mount a small one)";
        }
    }

    /// <summary>What struck.</summary>
    public Tally Injected { get; } = new();

    /// <summary>Completes when it is over and everything that struck has been undone.</summary>
    public Task RunAsync(int seed, CancellationToken enough) =>
        Task.WhenAll(Enumerable.Range(0, Lanes).Select(lane => RunLaneAsync(new Random((seed * Lanes) + lane), enough)));

    private async Task RunLaneAsync(Random random, CancellationToken enough)
    {
        while (!enough.IsCancellationRequested)
        {
            var strike = new Strike(_world, new Random(random.Next()), enough);
            await strike.LastAsync(0, LongestPauseSeconds);
            if (!enough.IsCancellationRequested)
                await StrikeAsync(Draw(random), strike);
        }
    }

    private async Task StrikeAsync(Fault fault, Strike strike)
    {
        _journal.Note(null, $"{fault.Kind} begins");
        if (await fault.StrikeAsync(strike))
            Injected.Count(fault.Kind);
        _journal.Note(null, $"{fault.Kind} is over");
    }

    private Fault Draw(Random random)
    {
        var at = random.Next(_faults.Sum(fault => fault.Weight));
        foreach (var fault in _faults)
        {
            if ((at -= fault.Weight) < 0)
                return fault;
        }

        throw new System.Diagnostics.UnreachableException();
    }
}
