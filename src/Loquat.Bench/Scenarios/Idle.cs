using System.Diagnostics;
using Loquat.Bench.Connections;
using Loquat.Bench.Measuring;

namespace Loquat.Bench.Scenarios;

/// <summary>Connections with one subscription that do nothing but answer pings: what they hold, and what they cost.</summary>
public static class Idle
{
    // By then the process has made what it makes once, its code included; what the others add is the cost of each.
    private const int First = 1000;

    /// <summary>Runs it once. To see pings in it, <paramref name="measured"/> has to be longer than their interval.</summary>
    public static Figures Run(Target target, int connections, int channels, TimeSpan measured)
    {
        using var server = new ServerProcess(target.ProcessId);
        using var loop = new LoadLoop(target.Url, target.Dialect);
        var names = Channels.Name(channels);
        loop.OpenAll(First, i => target.Dialect.Subscribe(names[i % channels]));
        server.Settle();

        var before = server.Bytes;
        loop.OpenAll(connections, i => target.Dialect.Subscribe(names[i % channels]));
        server.Settle();
        var grown = server.Bytes - before;

        var window = new Window(server, 0);
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < measured)
            loop.Turn(100);
        return window.Close($"{connections:N0} idle connections", "connection", connections) with
        {
            BytesPerConnection = (double)grown / connections,
        };
    }
}
