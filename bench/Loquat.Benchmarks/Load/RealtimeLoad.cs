using System.Globalization;
using Loquat.Bench;
using Loquat.Bench.Measuring;
using Loquat.Bench.Scenarios;
using Spectre.Console;

namespace Loquat.Benchmarks.Load;

/// <summary>
/// The engine beside the limit, beside SignalR, and beside the real Centrifugo where there is one, by the same client, one after another in one run.
/// Each figure is the one of the repeat in which the server worked least: whatever else goes on only adds.
/// </summary>
internal static class RealtimeLoad
{
    // As long as it takes until all that is called often has been compiled for good.
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(8);
    private static readonly TimeSpan Measured = TimeSpan.FromSeconds(4);

    // Everything on that a server would have on, the same for the engine and for Centrifugo. Metrics are always on. Centrifugo is not to tell anybody that it ran.
    private const string Configuration = """
        {
          "client": { "allow_anonymous_connect_without_token": true },
          "log": { "level": "error" },
          "usage_stats": { "disabled": true },
          "channel": {
            "without_namespace": {
              "presence": true, "history_size": 100, "history_ttl": "60s", "force_recovery": false, "allow_recovery": true,
              "allow_subscribe_for_client": true, "allow_subscribe_for_anonymous": true,
              "allow_publish_for_client": true, "allow_publish_for_anonymous": true
            }
          }
        }
        """;

    /// <param name="arguments">Scenarios by name, all if there are none; a number says how often each is repeated.</param>
    public static async Task RunAsync(string[] arguments)
    {
        Cores.PinLoad();
        AnsiConsole.Profile.Width = 200;
        var repeats = arguments.Select(word => int.TryParse(word, CultureInfo.InvariantCulture, out var number) ? number : 0).Append(0).Max();
        var only = arguments.Where(word => !int.TryParse(word, CultureInfo.InvariantCulture, out _)).ToList();
        // Centrifugo goes by the ending of the name.
        var folder = Directory.CreateTempSubdirectory("loquat-load-").FullName;
        var file = Path.Combine(folder, "presence.json");
        var quiet = Path.Combine(folder, "no-presence.json");
        await File.WriteAllTextAsync(file, Configuration);
        await File.WriteAllTextAsync(quiet, Configuration.Replace("\"presence\": true", "\"presence\": false", StringComparison.Ordinal));
        try
        {
            foreach (var row in Rows(file, quiet).Where(row => only.Count == 0 || only.Contains(row.Name)))
                await row.PrintAsync(repeats);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static IEnumerable<Row> Rows(string configuration, string withoutPresence)
    {
        var all = Beside(configuration);
        var saturated = new Pace(Outstanding: 16, PerSecond: 0, WarmUp, Measured);
        yield return new Row("fanout", all, target => FanOut.Run(target, 1_000, 1, 1, saturated));
        yield return new Row("fanout-10000", all, target => FanOut.Run(target, 10_000, 1, 1, saturated));
        yield return new Row("publishers", all, target => FanOut.Run(target, 1_000, 1, 50, saturated));
        yield return new Row("publishers-10000", all, target => FanOut.Run(target, 10_000, 1, 50, saturated));
        yield return new Row("channels", all, target => FanOut.Run(target, 10_000, 1_000, 1, saturated with { Outstanding = 256 }));
        yield return new Row("paced", all, target => FanOut.Run(target, 1_000, 1, 1, saturated with { PerSecond = 30, Measured = 2 * Measured }));
        // Centrifugo passes calls on to a backend: what it would be measured by is not there.
        yield return new Row("rpc", [Peer.Limit, Peer.Application, Peer.SignalR], target => Calls.Run(target, 1_000, WarmUp, Measured));
        yield return new Row("connect", all, target => Connecting.Run(target, 4_000, bursts: 4));
        yield return new Row("idle", Beside(withoutPresence), target => Idle.Run(target, 10_000, 1, TimeSpan.FromSeconds(60))) { Repeats = 1 };
        yield return new Row("storm", [Peer.Engine(configuration)], target => Storm.Run(target, 10_000, 1_000)) { Repeats = 2 };
    }

    private static Peer[] Beside(string configuration)
    {
        Peer?[] peers = [Peer.Limit, Peer.Engine(configuration), Peer.Centrifugo(configuration), Peer.SignalR];
        return [.. peers.OfType<Peer>()];
    }

    private sealed record Row(string Name, Peer[] Peers, Func<Target, Figures> Run)
    {
        public int Repeats { get; init; } = 3;

        public async Task PrintAsync(int repeats)
        {
            var best = new Figures?[Peers.Length];
            for (var repeat = 0; repeat < (repeats > 0 ? repeats : Repeats); repeat++)
            {
                for (var i = 0; i < Peers.Length; i++)
                {
                    var figures = await MeasureAsync(Peers[i]);
                    if (best[i] is null || figures.Microseconds < best[i]!.Microseconds)
                        best[i] = figures;
                }
            }
            AnsiConsole.Write(TableOf(best!));
        }

        private async Task<Figures> MeasureAsync(Peer peer)
        {
            await using var process = await PeerProcess.StartAsync(peer.Command);
            return Run(peer.At(process));
        }

        private Table TableOf(Figures[] figures)
        {
            var unit = figures[0].Unit;
            var table = new Table { Title = new TableTitle($"{Name}: {figures[0].Scenario}") }.Border(TableBorder.Markdown);
            table.AddColumns("server", $"server µs per {unit}", "x of limit", $"{figures[0].Units}/s and core", "core busy", "p50 ms", "p99 ms", "RSS KB/connection");
            for (var i = 0; i < figures.Length; i++)
                table.AddRow(Cells(Peers[i].Name, figures[i], figures[0]));
            return table;
        }

        private static string[] Cells(string name, Figures figures, Figures limit) =>
        [
            name,
            In(figures.Microseconds, "N2"),
            In(figures.Microseconds / limit.Microseconds, "N2"),
            In(figures.PerSecondAndCore, "N0"),
            In(figures.Load, "P1"),
            In(figures.Median, "N2"),
            In(figures.Slowest, "N2"),
            In(figures.BytesPerConnection / 1024, "N2"),
        ];

        private static string In(double? value, string format) => value?.ToString(format, CultureInfo.InvariantCulture) ?? "";
    }
}
