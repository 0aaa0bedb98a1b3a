using System.Globalization;
using Loquat.Faults.Checking;
using Loquat.Faults.Databases;
using Loquat.Testing;

namespace Loquat.Faults.Nodes;

/// <summary>Everything a run hurts: a database, the nodes on it, and the proxies around them; in a folder that is deleted at the end.</summary>
internal sealed class World : IAsyncDisposable
{
    private const int SmallDiskMegabytes = 64;
    private const int DiskMegabytesPerMinute = 10;
    private const double DiskMegabytesPerKill = 4;

    private World(string folder, IDatabase database)
    {
        Folder = folder;
        Database = database;
    }

    public string Folder { get; }

    public IDatabase Database { get; }

    public Population Population { get; private set; } = Population.Empty;

    public List<Site> Sites { get; } = [];

    /// <summary>How long nodes, and what they serve, took to come back.</summary>
    public ComingBack ComingBack { get; } = ComingBack.OfLoadedMachine();

    /// <summary>Whether the folder stays, with what the nodes wrote and the file of the database.</summary>
    public bool KeepsFolder { get; set; }

    public static async Task<World> CreateAsync(FaultSettings settings)
    {
        var folder = Directory.CreateTempSubdirectory("loquat-faults-").FullName;
        var megabytes = SmallDiskMegabytes + (int)((DiskMegabytesPerMinute * settings.Duration.TotalMinutes) + (DiskMegabytesPerKill * settings.Kills));
        IDatabase database = settings.Database == DatabaseKind.Postgres
            ? await PostgresDatabase.CreateAsync(Path.Combine(folder, "files"))
            : await SqliteFolder.CreateAsync(Path.Combine(folder, "data"), megabytes);
        var world = new World(folder, database);
        try
        {
            await world.FillAsync(settings);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Ends every fault: the database answers, the network is fair, all nodes run.</summary>
    public async Task HealAsync()
    {
        await Database.ReviveAsync();
        foreach (var site in Sites)
        {
            site.Front.Weather = ProxyWeather.Fair;
            if (site.Back is not null)
                site.Back.Weather = ProxyWeather.Fair;
            if (!site.Node.IsRunning)
                await site.StartAsync();
        }
    }

    public async ValueTask DisposeAsync()
    {
        // Every process first: what goes wrong afterwards leaves none behind.
        foreach (var site in Sites)
            site.Node.End();
        foreach (var site in Sites)
            await site.DisposeAsync();

        // The disk goes away with what is on it.
        if (KeepsFolder && Database is SqliteFolder folder)
            folder.CopyTo(Path.Combine(Folder, "evidence"));
        await Database.DisposeAsync();
        if (!KeepsFolder)
            Directory.Delete(Folder, recursive: true);
    }

    private async Task FillAsync(FaultSettings settings)
    {
        Population = await Population.CreateAsync(Database, settings.Clients, settings.Threads, settings.Seed);
        for (var i = 1; i <= settings.Nodes; i++)
            Sites.Add(CreateSite(string.Create(CultureInfo.InvariantCulture, $"node-{i}"), settings.Program));
        await Task.WhenAll(Sites.Select(site => site.StartAsync()));
    }

    private Site CreateSite(string name, string program)
    {
        var back = Database.Port is { } port ? FaultProxy.Start(port) : null;
        var clock = new NodeClock(Path.Combine(Folder, $"{name}.clock"));
        var node = new LoquatNode(name, program, SettingsFor(name, back?.Port, clock), Path.Combine(Folder, $"{name}.log"));
        return new Site(node, clock, FaultProxy.Start(), back, ComingBack);
    }

    /// <summary>
    /// As an operator would run it, but for pings: the harness is in a hurry to find out which connections are dead. And its few people write
    /// faster than people do.
    /// </summary>
    private Dictionary<string, string> SettingsFor(string name, int? databasePort, NodeClock clock)
    {
        var settings = new Dictionary<string, string>
        {
            ["Loquat__Data"] = Path.Combine(Folder, name),
            ["Loquat__Rates__Enabled"] = "false",
            ["Realtime__UserConnectionLimit"] = "0",
            ["Realtime__PingInterval"] = "00:00:04",
            ["Realtime__PongTimeout"] = "00:00:03",
            ["Realtime__Http__ShutdownSpread"] = "00:00:01",
        };
        foreach (var (key, value) in Database.SettingsFor(databasePort).Concat(clock.Settings))
            settings[key] = value;
        return settings;
    }
}
