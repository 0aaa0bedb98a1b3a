using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Spectre.Console;

namespace Loquat.Benchmarks;

/// <summary>
/// From the start of the process to its first answer, and its memory when nothing happens, beside a web application that does nothing. Then how long
/// the first visitor waits for a page, which is the first that needs the database's model, and the memory with all that is loaded for it.
/// </summary>
internal static class StartAndIdle
{
    private const int Repeats = 7;

    // A process that nobody has asked for anything else is at rest after that.
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(2);

    public static async Task RunAsync()
    {
        var loquat = Environment.GetEnvironmentVariable("LOQUAT_DLL") ?? throw new InvalidOperationException("LOQUAT_DLL names no program: use bench/run");
        var table = new Table().AddColumns("program", "first answer ms (median)", "slowest ms", "idle RSS MB", "of it private MB", "first page ms (median)", "RSS after it MB");
        var data = Directory.CreateTempSubdirectory("loquat-bench-").FullName;
        try
        {
            await MakeDatabaseAsync(loquat, data);
            AddRow(table, "loquat serve (database there)", await MeasureAsync(url => [loquat, "serve", "--data", data, "--urls", url], page: "/login"));
            AddRow(table, "loquat engine", await MeasureAsync(url => [loquat, "engine", "--urls", url]));
            AddRow(table, "empty ASP.NET Core application", await MeasureAsync(url => [Environment.ProcessPath!, BareServer.Argument, url]));
        }
        finally
        {
            Directory.Delete(data, recursive: true);
        }

        AnsiConsole.Write(table);
    }

    /// <summary>Of a server that has its owner: one that has not makes up a code for the setup each time.</summary>
    private static async Task MakeDatabaseAsync(string loquat, string data)
    {
        await RunAsync(loquat, "db", "migrate", "--data", data);
        await RunAsync(loquat, "user", "add", "owner", "--role", "owner", "--password-stdin", "--data", data);
    }

    private static async Task RunAsync(params string[] command)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", command) { RedirectStandardInput = true, RedirectStandardOutput = true })!;
        await process.StandardInput.WriteLineAsync(Convert.ToHexString(RandomNumberGenerator.GetBytes(16)));
        process.StandardInput.Close();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{string.Join(' ', command)} ended with {process.ExitCode}");
    }

    private static void AddRow(Table table, string name, IReadOnlyList<Run> runs)
    {
        var used = runs.Max(run => run.UsedRss) is var most && most > 0;
        table.AddRow(
            name, $"{Median(runs, run => run.FirstAnswer):N0}", $"{runs.Max(run => run.FirstAnswer):N0}", Megabytes(runs.Max(run => run.Rss)), Megabytes(runs.Max(run => run.Private)),
            used ? $"{Median(runs, run => run.FirstPage):N0}" : "", used ? Megabytes(most) : "");
    }

    private static double Median(IReadOnlyList<Run> runs, Func<Run, double> figure) => runs.Select(figure).Order().ElementAt(runs.Count / 2);

    private static string Megabytes(long kilobytes) => $"{kilobytes / 1024.0:N0}";

    /// <param name="page">What a browser asks for first; null if there is nothing for browsers.</param>
    private static async Task<IReadOnlyList<Run>> MeasureAsync(Func<string, string[]> command, string? page = null)
    {
        await RunOnceAsync(command, page);
        var runs = new List<Run>();
        for (var i = 0; i < Repeats; i++)
            runs.Add(await RunOnceAsync(command, page));
        return runs;
    }

    private static async Task<Run> RunOnceAsync(Func<string, string[]> command, string? page)
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
            await Task.Delay(Settling, TimeProvider.System);
            var run = new Run(time, KilobytesOf(process, "Rss:"), KilobytesOf(process, "Private_Clean:") + KilobytesOf(process, "Private_Dirty:"), 0, 0);
            if (page is null)
                return run;

            start = Stopwatch.GetTimestamp();
            await FirstAnswerAsync(url + page);
            run = run with { FirstPage = Stopwatch.GetElapsedTime(start).TotalMilliseconds };
            await Task.Delay(Settling, TimeProvider.System);
            return run with { UsedRss = KilobytesOf(process, "Rss:") };
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

    /// <summary>One process. Times in milliseconds, memory in KB.</summary>
    private sealed record Run(double FirstAnswer, long Rss, long Private, double FirstPage, long UsedRss);

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
