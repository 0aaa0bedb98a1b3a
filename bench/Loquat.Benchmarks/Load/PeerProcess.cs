using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Loquat.Benchmarks.Load;

/// <summary>A server in a process of its own, on a core of its own where there are several.</summary>
internal sealed class PeerProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;

    private PeerProcess(Process process, string url) => (_process, Url) = (process, url);

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
        // Drained, so that a full pipe never holds the program up.
        _ = process.StandardOutput.ReadToEndAsync();
        var peer = new PeerProcess(process, url);
        await peer.ListensAsync();
        return peer;
    }

    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private async Task ListensAsync()
    {
        var address = IPEndPoint.Parse(new Uri(Url).Authority);
        using var deadline = new CancellationTokenSource(Patience);
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(address, deadline.Token);
                return;
            }
            catch (SocketException) when (!deadline.IsCancellationRequested && !_process.HasExited)
            {
                // Not listening yet.
                await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, deadline.Token);
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
