using System.Diagnostics;
using System.Globalization;
using Loquat.Bench.Scenarios;
using Spectre.Console;

namespace Loquat.Benchmarks.Load;

/// <summary>`loquat engine` at four fifths of what it can do, for minutes, with clients that come, go and do not read: nothing may be left of it afterwards.</summary>
internal static class SoakTest
{
    private const int Subscribers = 1000;
    private const double Share = 0.8;
    private static readonly TimeSpan WarmUp = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Saturated = TimeSpan.FromSeconds(4);

    // Metrics are on: they tell the timers.
    private const string Configuration = """
        {
          "client": { "allow_anonymous_connect_without_token": true },
          "log": { "level": "error" },
          "prometheus": { "enabled": true },
          "http_server": { "epoll": true },
          "channel": {
            "without_namespace": {
              "presence": true, "history_size": 100, "history_ttl": "60s", "force_recovery": false, "allow_recovery": true,
              "allow_subscribe_for_client": true, "allow_subscribe_for_anonymous": true,
              "allow_publish_for_client": true, "allow_publish_for_anonymous": true
            }
          }
        }
        """;

    public static async Task RunAsync(string[] arguments)
    {
        var minutes = arguments.Length > 0 ? double.Parse(arguments[0], CultureInfo.InvariantCulture) : 10;
        Cores.PinLoad();
        AnsiConsole.Profile.Width = 200;
        var file = Path.GetTempFileName();
        await File.WriteAllTextAsync(file, Configuration);
        try
        {
            await using var process = await PeerProcess.StartAsync(Peer.Engine(file).Command);
            await RunAsync(process, Peer.Engine(file).At(process), TimeSpan.FromMinutes(minutes));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task RunAsync(PeerProcess process, Bench.Target target, TimeSpan time)
    {
        var saturated = FanOut.Run(target, Subscribers, 1, 1, new Pace(Outstanding: 16, PerSecond: 0, Saturated, Saturated));
        var rate = Share * saturated.PerSecond / Subscribers;
        using var soak = new Soak(target);
        soak.Load(rate, WarmUp);
        var before = soak.TakeRest();
        var countedBefore = await CountedAsync(process);

        var (start, published, passed, silent) = (Stopwatch.GetTimestamp(), soak.Published, soak.Passed, soak.Silent);
        var worked = soak.Look().Worked;
        soak.Load(rate, time);
        var (elapsed, loaded) = (Stopwatch.GetElapsedTime(start), soak.Look());
        AnsiConsole.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{elapsed.TotalMinutes:N1} min: {(soak.Published - published) / elapsed.TotalSeconds:N0} publications/s to {Subscribers:N0} (aimed at {rate:N0}), "
            + $"core {(loaded.Worked - worked) / elapsed:P0} busy, {soak.Passed - passed:N0} came and went, {soak.Silent - silent:N0} did not read"));

        var after = soak.TakeRest();
        var countedAfter = await CountedAsync(process);
        var table = new Table().Border(TableBorder.Markdown).AddColumns("at rest", "RSS, MB", "descriptors", "threads", "timers", "sessions");
        AddRow(table, "before", before, countedBefore);
        AddRow(table, "after", after, countedAfter);
        AnsiConsole.Write(table);
    }

    private static void AddRow(Table table, string name, SoakState state, (double Timers, double Sessions) counted) => table.AddRow(
        name, $"{state.Bytes / 1048576.0:N1}", $"{state.Descriptors}", $"{state.Threads}", $"{counted.Timers:N0}", $"{counted.Sessions:N0}");

    /// <summary>As the runtime and the engine count them.</summary>
    private static async Task<(double Timers, double Sessions)> CountedAsync(PeerProcess process)
    {
        using var client = new HttpClient();
        var lines = (await client.GetStringAsync(new Uri(new Uri(process.Url), "/metrics"))).Split('\n');
        return (Sum(lines, "dotnet_timer_count"), Sum(lines, "centrifugo_node_num_clients"));
    }

    private static double Sum(string[] lines, string name) => lines
        .Where(line => line.StartsWith(name, StringComparison.Ordinal) && line[name.Length] is ' ' or '{')
        .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
}
