using Loquat.Bench;
using Loquat.Bench.Scenarios;
using Spectre.Console;

namespace Loquat.Benchmarks.Load;

/// <summary>`loquat serve` on SQLite: durable messages in rooms of a hundred people, all online, as fast as it can and at half of that.</summary>
internal static class ChatLoad
{
    /// <summary>Who comes back in a storm, unless another number is asked for.</summary>
    public const int Crowd = 10_000;

    private const int Rooms = 10;
    private const int PeopleInEach = 100;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(4);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(6);

    public static async Task RunAsync()
    {
        Cores.PinLoad();
        AnsiConsole.Profile.Width = 200;
        using var rooms = await PreparedRooms.CreateAsync(Rooms, PeopleInEach);
        await using var server = await PeerProcess.StartAsync(url => ["dotnet", Peer.Program, "serve", "--data", rooms.Folder, "--urls", url]);
        var target = new Target(new Uri(new Uri(server.Url), "/connection/websocket"), server.Id);

        var table = new Table().Border(TableBorder.Markdown);
        table.AddColumns("load", "durable messages/s", "deliveries/s", "server µs per message", "core busy", "p50 ms", "p99 ms");
        var saturated = Add(table, target, rooms, new Pace(Outstanding: 256, PerSecond: 0, WarmUp, Measured));
        Add(table, target, rooms, new Pace(Outstanding: 0, saturated / 2, WarmUp, Measured));
        AnsiConsole.Write(table);
    }

    /// <summary>Twice: against a server that has just started, and again when all have gone.</summary>
    public static async Task RunStormAsync(int crowd)
    {
        Cores.PinLoad();
        AnsiConsole.Profile.Width = 200;
        using var town = await PreparedTown.CreateAsync(crowd);
        await using var server = await PeerProcess.StartAsync(url => ["dotnet", Peer.Program, "serve", "--data", town.Folder, "--urls", url]);
        var target = new Target(new Uri(new Uri(server.Url), "/connection/websocket"), server.Id);

        var table = new Table().Border(TableBorder.Markdown);
        table.AddColumns("storm", "server", "all are back, s", "server µs per client", "core busy");
        foreach (var state in (string[])["just started", "warm"])
        {
            var figures = ChatStorm.Run(target, town.People, town.Epoch);
            table.AddRow(figures.Scenario, state, $"{figures.Time.TotalSeconds:N1}", $"{figures.Microseconds:N0}", $"{figures.Load:P0}");
        }
        AnsiConsole.Write(table);
    }

    private static double Add(Table table, Target target, PreparedRooms rooms, Pace pace)
    {
        var figures = ChatRooms.Run(target, rooms.Bearers, rooms.Rooms, pace);
        table.AddRow(
            figures.Scenario, $"{figures.PerSecond:N0}", $"{figures.PerSecond * PeopleInEach:N0}", $"{figures.Microseconds:N0}", $"{figures.Load:P0}",
            $"{figures.Median:N1}", $"{figures.Slowest:N1}");
        return figures.PerSecond;
    }
}
