using System.Diagnostics;
using System.Globalization;

namespace Loquat.Benchmarks.Reconnecting;

/// <summary>One `loquat serve` in a process of its own.</summary>
internal sealed class ServerNode : IDisposable
{
    private const string Listening = "Now listening on: http://127.0.0.1:";
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Process _process;

    private ServerNode(Process process, int port) => (_process, Port) = (process, port);

    public int Port { get; }

    public static async Task<ServerNode> StartAsync(string program, string connectionString, string folder)
    {
        var start = new ProcessStartInfo("dotnet", [program, "serve", "--data", folder, "--urls", "http://127.0.0.1:0"]) { RedirectStandardOutput = true };
        start.Environment["ConnectionStrings__Chat"] = connectionString;
        start.Environment["Loquat__Rates__Enabled"] = "false";
        start.Environment["Realtime__UserConnectionLimit"] = "0";
        start.Environment["Logging__LogLevel__Default"] = "Warning";
        start.Environment["Logging__LogLevel__Microsoft.Hosting.Lifetime"] = "Information";
        var process = Process.Start(start)!;
        var port = await PortAsync(process).WaitAsync(Patience, TimeProvider.System);
        // Read to its end, so that a full pipe never holds the program up.
        _ = process.StandardOutput.ReadToEndAsync();
        return new ServerNode(process, port);
    }

    /// <summary>kill -9.</summary>
    public void Kill() => _process.Kill();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<int> PortAsync(Process process)
    {
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            var at = line.IndexOf(Listening, StringComparison.Ordinal);
            if (at >= 0)
                return int.Parse(line.AsSpan(at + Listening.Length).TrimEnd(), CultureInfo.InvariantCulture);
        }
        throw new InvalidOperationException("A node ended before it listened.");
    }
}
