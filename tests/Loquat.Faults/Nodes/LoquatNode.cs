using System.Diagnostics;
using System.Text.RegularExpressions;
using Loquat.Testing;

namespace Loquat.Faults.Nodes;

/// <summary>
/// One `loquat serve`: the program as an operator runs it, in a process of its own, started, hurt and started again by its process id.
/// What it writes goes into a file.
/// </summary>
internal sealed partial class LoquatNode(string name, string program, IReadOnlyDictionary<string, string> settings, string logFile) : IAsyncDisposable
{
    private static readonly TimeSpan StartPatience = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan StopPatience = TimeSpan.FromMinutes(5);

    private Process? _process;
    private Task _writing = Task.CompletedTask;

    public string Name => name;

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>Starts the process and returns the port it listens on; null if it ended instead, as it does where its database is away.</summary>
    public async Task<int?> StartAsync()
    {
        var start = new ProcessStartInfo(program, ["serve", "--urls", "http://127.0.0.1:0"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = Path.GetDirectoryName(logFile),
        };
        foreach (var (key, value) in settings)
            start.Environment[key] = value;

        var process = Process.Start(start) ?? throw new InvalidOperationException($"{program} could not be started.");
        var listening = new TaskCompletionSource<int?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _process = process;
        _writing = WriteLogAsync(process, listening);
        return await listening.Task.Within($"{name} listens", StartPatience);
    }

    /// <summary>Ends it at once, with whatever it was doing.</summary>
    public Task KillAsync() => EndAsync(UnixSignal.Kill);

    /// <summary>Asks it to stop, as a service manager does, and waits until it has.</summary>
    public Task TerminateAsync() => EndAsync(UnixSignal.Terminate);

    public void Freeze() => UnixSignal.Stop.Send(_process!.Id);

    public void Thaw() => UnixSignal.Continue.Send(_process!.Id);

    /// <summary>Ends it without waiting, in whatever state it is.</summary>
    public void End()
    {
        if (IsRunning)
            UnixSignal.Kill.Send(_process!.Id);
    }

    public async ValueTask DisposeAsync()
    {
        if (IsRunning)
            await KillAsync();
        _process?.Dispose();
    }

    private async Task EndAsync(UnixSignal signal)
    {
        signal.Send(_process!.Id);
        await _process.WaitForExitAsync().Within($"{name} ends after {signal}", StopPatience);
        await _writing;
        _process.Dispose();
        _process = null;
    }

    private async Task WriteLogAsync(Process process, TaskCompletionSource<int?> listening)
    {
        await using var log = new StreamWriter(logFile, append: true) { AutoFlush = true };
        await log.WriteLineAsync($"--- process {process.Id}");
        var errors = process.StandardError.ReadToEndAsync();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            await log.WriteLineAsync(line);
            if (Listening().Match(line) is { Success: true } match)
                listening.TrySetResult(int.Parse(match.Groups["port"].ValueSpan, System.Globalization.CultureInfo.InvariantCulture));
        }

        await log.WriteAsync(await errors);
        listening.TrySetResult(null);
    }

    [GeneratedRegex(@"Now listening on: http://127\.0\.0\.1:(?<port>\d+)")]
    private static partial Regex Listening();
}
