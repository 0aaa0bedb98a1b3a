using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Loquat.Bench;

namespace Loquat.Benchmarks.Load;

/// <summary>A server in a process of its own, on a core of its own where there are several.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Task<string> _output;

    private PeerProcess(Process process, string url)
    {
        _process = process;
        // Drained, so that a full pipe never holds the program up.
        _output = process.StandardOutput.ReadToEndAsync();
        Url = url;
    }

    public string Url { get; }

    public int Id => _process.Id;

    /// <param name="command">The program and its arguments, for an address.</param>
    public static async Task<PeerProcess> StartAsync(Func<string, string[]> command, int? core = 0)
    {
        var url = $"http://127.0.0.1:{FreePort()}";
        // taskset becomes the program: the id stays.
        string[] line = core is { } number && Cores.CanPin ? ["taskset", "-c", $"{number}", .. command(url)] : command(url);
        var start = new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true };
        // What is measured is how fast it can, not how fast it lets one person.
        start.Environment["Loquat__Rates__Enabled"] = "false";
        start.Environment["Realtime__UserConnectionLimit"] = "0";
        var process = Process.Start(start)!;
        var peer = new PeerProcess(process, url);
        if (await peer.WhyNotListeningAsync() is not { } fault)
            return peer;

        await peer.DisposeAsync();
        throw new LoadException($"No server came of `{string.Join(' ', command(url))}`: {fault}");
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    /// <summary>Returns null once it listens.</summary>
    private async Task<string?> WhyNotListeningAsync()
    {
        var address = IPEndPoint.Parse(new Uri(Url).Authority);
        var start = Stopwatch.GetTimestamp();
        while (!await IsListeningAsync(address))
        {
            if (_process.HasExited)
                return $"it ended with {_process.ExitCode}. {(await _output).Trim()}";
            if (Stopwatch.GetElapsedTime(start) > Patience)
                return $"it does not listen after {Patience.TotalSeconds} seconds.";
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
        return null;
    }

    private static async Task<bool> IsListeningAsync(IPEndPoint address)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            await socket.ConnectAsync(address);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
