using Loquat.Faults.Checking;
using Loquat.Faults.Clients;
using Loquat.Faults.Nodes;
using Loquat.Faults.Schedule;

namespace Loquat.Faults;

/// <summary>One run: people talk while things go wrong; then all heals, all becomes quiet, and the checker compares.</summary>
internal sealed class FaultRun(FaultSettings settings) : IAsyncDisposable
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromMilliseconds(400);
    private static readonly TimeSpan HardlyAPause = TimeSpan.FromMilliseconds(10);

    private readonly Journal _journal = new(TimeProvider.System);
    private readonly Tally _operations = new();
    private readonly Tally _connections = new();
    private readonly Tally _files = new();
    private readonly HttpClient _http = new();
    private readonly Random _random = new(settings.Seed);
    private readonly List<SimulatedClient> _clients = [];
    private readonly PlantedBug _planted = new(settings.Plant);
    private World _world = null!;
    private IReadOnlyList<Finding> _early = [];
    private IReadOnlyList<string> _impossible = [];

    /// <param name="interrupted">Ends the faults early; what was done until then is checked.</param>
    public async Task<Report> RunAsync(CancellationToken interrupted)
    {
        var start = TimeProvider.System.GetTimestamp();
        _world = await World.CreateAsync(settings);
        for (var i = 0; i < settings.Clients; i++)
            AddClient(i == 0 ? _planted : new PlantedBug(Plant.None));

        var faults = settings.Kills > 0 ? await KillAsync(interrupted) : await HurtAsync(interrupted);
        await QuietAsync();
        var inspection = new FileInspection(_world, NewParty(), _random);
        var left = await inspection.SweepAsync();
        var truth = await TruthAsync();
        _planted.Spoil(truth, _world.Database.FilesFolder);
        var files = new FileEvidence(FolderEntry.ReadAll(_world.Database.FilesFolder), await inspection.AskAsync(truth, Records));
        var operatorsCheck = await DatabaseCheck.RunAsync(settings.Program, _world.Database.SettingsFor(_world.Database.Port));
        IReadOnlyList<Finding> findings = [.. _early, .. Checker.Check(truth, Records), .. FileChecker.Check(truth, Records, files), .. operatorsCheck];
        _world.KeepsFolder = settings.KeepsEvidence && findings.Count > 0;
        return new Report(
            settings, TimeProvider.System.GetElapsedTime(start), _operations, faults, _impossible, _connections, _files, left, truth,
            Records.Sum(record => record.StartedOver.Count), findings, _world.ComingBack.TooSlow, _journal);
    }

    /// <summary>Where the evidence is, if the run was not clean.</summary>
    public string Folder => _world.Folder;

    public async ValueTask DisposeAsync()
    {
        try
        {
            await HangUpAsync();
        }
        finally
        {
            _http.Dispose();
            if (_world is not null)
                await _world.DisposeAsync();
        }
    }

    private List<ThreadRecord> Records => [.. _clients.SelectMany(client => client.Records)];

    private SimulatedClient AddClient(PlantedBug bug)
    {
        var population = _world.Population;
        var person = population.People[_clients.Count % population.People.Count];
        var client = new SimulatedClient(_clients.Count, person, population.Threads, NewParty(), bug, new Random(_random.Next()));
        _clients.Add(client);
        return client;
    }

    private Party NewParty() =>
        new(random => _world.Sites[random.Next(_world.Sites.Count)].Url, _http, _journal, _operations, _connections, _files);

    private async Task<Tally> HurtAsync(CancellationToken interrupted)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        enough.CancelAfter(settings.Duration);
        var talking = _clients.Select(client => client.TalkAsync(LongestPause, enough.Token)).ToList();
        var schedule = new FaultSchedule(_world, _journal);
        _impossible = [.. schedule.Impossible];
        if (settings.InjectsFaults)
            await schedule.RunAsync(settings.Seed, enough.Token);
        await Task.WhenAny(_planted.Struck, Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, enough.Token));
        await enough.CancelAsync();
        await Task.WhenAll(talking);
        await _world.HealAsync();
        return schedule.Injected;
    }

    private async Task<Tally> KillAsync(CancellationToken interrupted)
    {
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(interrupted);
        var talking = _clients.Select(client => client.TalkAsync(HardlyAPause, enough.Token)).ToList();
        var kills = new KillSeries(_world, settings.Program, _operations, _journal, Records);
        _early = await kills.RunAsync(settings.Kills, new Random(settings.Seed), enough.Token);
        await enough.CancelAsync();
        await Task.WhenAll(talking);
        return kills.Injected;
    }

    /// <summary>Waits until everything sent is acknowledged and every client, and one that comes for the first time, has the whole log.</summary>
    private async Task QuietAsync()
    {
        var newcomer = AddClient(new PlantedBug(Plant.None));

        // Where it does not, the checker says what is missing, and who misses it.
        if (!await _world.ComingBack.HappensAsync(BecomeQuietAsync()))
            _journal.Note(null, $"it never became quiet, {newcomer.Name} being the newcomer");

        // What they have recorded is now final.
        await HangUpAsync();
    }

    private async Task BecomeQuietAsync()
    {
        await Task.WhenAll(_clients.Select(client => client.FinishAsync()));
        var truth = await TruthAsync();
        var reached = from client in _clients
                      from thread in truth.Threads.Values
                      select client.ReachAsync(thread.Id, thread.LastOffset);
        await Task.WhenAll(reached);
        await Task.WhenAll(_clients.Select(client => client.AskUnreadAsync()));
    }

    private async Task HangUpAsync()
    {
        foreach (var client in _clients)
            await client.DisposeAsync();
    }

    private async Task<Snapshot> TruthAsync()
    {
        await using var connection = await _world.Database.OpenAsync();
        return await Snapshot.ReadAsync(connection);
    }
}
