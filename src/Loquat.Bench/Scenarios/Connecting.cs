using Loquat.Bench.Connections;
using Loquat.Bench.Measuring;

namespace Loquat.Bench.Scenarios;

/// <summary>Connections that come at once: accepted, upgraded, and answered their connect command.</summary>
public static class Connecting
{
    /// <summary>Runs several bursts, and tells of the one that cost least.</summary>
    public static Figures Run(Target target, int connections, int bursts)
    {
        using var server = new ServerProcess(target.ProcessId);
        var figures = new List<Figures>();
        for (var i = 0; i < bursts; i++)
        {
            figures.Add(Burst(target, connections, server));
            server.Settle();
        }
        return figures.MinBy(burst => burst.Microseconds)!;
    }

    private static Figures Burst(Target target, int connections, ServerProcess server)
    {
        using var loop = new LoadLoop(target.Url, target.Dialect);
        var window = new Window(server, 0);
        loop.OpenAll(connections, _ => target.Dialect.Connect());
        return window.Close($"{connections:N0} connections at once", "connection", connections);
    }
}
