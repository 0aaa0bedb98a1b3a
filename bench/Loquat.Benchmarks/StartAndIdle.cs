using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Spectre.Console;

namespace Loquat.Benchmarks;

/// <summary>From the start of the process to its first answer, and its memory when nothing happens, beside a web application that does nothing.</summary>
internal static class StartAndIdle
{
    private const int Repeats = 7;

    public static async Task RunAsync()
    {
        var loquat = Environment.GetEnvironmentVariable("LOQUAT_DLL") ?? throw new InvalidOperationException("LOQUAT_DLL names no program: use bench/run");
        var table = new Table().AddColumns("program", "first answer ms (median)", "slowest ms", "idle RSS MB", "of it private MB");
        var data = Directory.CreateTempSubdirectory("loquat-bench-").FullName;
        try
        {
            AddRow(table, "loquat serve (database there)", await MeasureAsync(url => [loquat, "serve", "--data", data, "--urls", url]));
            AddRow(table, "loquat engine", await MeasureAsync(url => [loquat, "engine", "--urls", url]));
            AddRow(table, "empty ASP.NET Core application", await MeasureAsync(url => [Environment.ProcessPath!, BareServer.Argument, url]));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }

        AnsiConsole.Write(table);
    }

    private static void AddRow(Table table, string name, (double Median, double Slowest, long Rss, long Private) figures) =>
        table.AddRow(name, $"{figures.Median:N0}", $"{figures.Slowest:N0}", $"{figures.Rss / 1024.0:N0}", $"{figures.Private / 1024.0:N0}");

    private static async Task<(double Median, double Slowest, long Rss, long Private)> MeasureAsync(Func<string, string[]> command)
    {
        await RunOnceAsync(command);
        var runs = new List<(double Time, long Rss, long Private)>();
        for (var i = 0; i < Repeats; i++)
            runs.Add(await RunOnceAsync(command));

        var times = runs.Select(run => run.Time).Order().ToArray();
        return (times[Repeats / 2], times[^1], runs.Max(run => run.Rss), runs.Max(run => run.Private));
    }

    private static async Task<(double Time, long Rss, long Private)> RunOnceAsync(Func<string, string[]> command)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        var arguments = command(url);
        var start = Stopwatch.GetTimestamp();
        var isDll = arguments[0].EndsWith(".dll", StringComparison.Ordinal);
        var what = new ProcessStartInfo(isDll ? "dotnet" : arguments[0], isDll ? arguments : arguments[1..]) { RedirectStandardOutput = true };
        // The engine answers there only when it is told to.
        what.Environment["CENTRIFUGO_HEALTH_ENABLED"] = "true";
        using var process = Process.Start(what)!;
        try
        {
            // Drained, so that a full pipe never holds the program up.
            _ = process.StandardOutput.ReadToEndAsync();
            await FirstAnswerAsync(url + "/health");
            var time = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
            return (time, KilobytesOf(process, "Rss:"), KilobytesOf(process, "Private_Clean:") + KilobytesOf(process, "Private_Dirty:"));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync();
        }
    }

    /// <summary>As the kernel adds it up. What is not private is files that other processes of the runtime have mapped as well.</summary>
    private static long KilobytesOf(Process process, string what) => File.ReadLines($"/proc/{process.Id}/smaps_rollup")
        .Where(line => line.StartsWith(what, StringComparison.Ordinal))
        .Sum(line => long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture));

    private static async Task FirstAnswerAsync(string url)
    {
        using var client = new HttpClient();
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        while (true)
        {
            try
            {
                using var answer = await client.GetAsync(new Uri(url), deadline.Token);
                answer.EnsureSuccessStatusCode();
                return;
            }
            catch (HttpRequestException) when (!deadline.IsCancellationRequested)
            {
                // Not listening yet. A refused connection on loopback comes back at once, so this asks about every millisecond.
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, deadline.Token);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
