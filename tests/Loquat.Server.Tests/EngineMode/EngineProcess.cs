using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Loquat.Testing;

namespace Loquat.Server.Tests.EngineMode;

/// <summary>The program itself, run as an operator runs it, on a free port.</summary>
internal sealed partial class EngineProcess : IAsyncDisposable
{
    private const int Terminate = 15;

    private readonly Process _process;
    private readonly TaskCompletionSource<Uri> _listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _output;
    private readonly Task<string> _errors;
    private (string Text, TaskCompletionSource Said) _awaited = ("", new(TaskCreationOptions.RunContinuationsAsynchronously));

    private EngineProcess(string arguments, IReadOnlyDictionary<string, string> environment)
    {
        var start = new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, "loquat"), arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = Process.Start(start)!;
        _errors = _process.StandardError.ReadToEndAsync();
        _output = ReadAsync();
    }

    public Uri Url { get; private set; } = new("http://127.0.0.1");

    public Uri WebSocketUrl => new(Url, "/connection/websocket");

    public List<string> Lines { get; } = [];

    public int Id => _process.Id;

    /// <summary>Completes when a line with this text is written from now on.</summary>
    public Task WhenSaidAsync(string text)
    {
        var said = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (Lines)
            _awaited = (text, said);
        return said.Task;
    }

    public static async Task<EngineProcess> StartAsync(string arguments = "", IReadOnlyDictionary<string, string>? environment = null)
    {
        var process = new EngineProcess($"engine --urls http://127.0.0.1:0 {arguments}", environment ?? new Dictionary<string, string>());
        process.Url = await process._listening.Task.Within("the engine listens", TimeSpan.FromSeconds(60));
        return process;
    }

    /// <summary>Runs the program to its end.</summary>
    public static async Task<(int Code, string Errors)> RunAsync(string arguments, IReadOnlyDictionary<string, string>? environment = null)
    {
        await using var process = new EngineProcess(arguments, environment ?? new Dictionary<string, string>());
        await process._process.WaitForExitAsync().Within($"loquat {arguments} ends", TimeSpan.FromSeconds(60));
        return (process._process.ExitCode, await process._errors);
    }

    /// <summary>Tells it to stop, as a service manager does, and returns its exit code.</summary>
    public async Task<int> StopAsync()
    {
        _ = Kill(_process.Id, Terminate);
        await _process.WaitForExitAsync().Within("the engine stops", TimeSpan.FromSeconds(60));
        await _output.Within("its output ends");
        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
            _process.Kill();
        await _output.Within("its output ends");
        _process.Dispose();
    }

    private async Task ReadAsync()
    {
        while (await _process.StandardOutput.ReadLineAsync() is { } line)
        {
            lock (Lines)
            {
                Lines.Add(line);
                if (line.Contains(_awaited.Text, StringComparison.Ordinal))
                    _awaited.Said.TrySetResult();
            }
            if (Listening().Match(line) is { Success: true } match)
                _listening.TrySetResult(new Uri(match.Groups["url"].Value));
        }
        _listening.TrySetException(new InvalidOperationException($"The engine ended: {await _errors}"));
    }

    [GeneratedRegex(@"Now listening on: (?<url>http://127\.0\.0\.1:\d+)")]
    private static partial Regex Listening();

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Kill(int process, int signal);
}
