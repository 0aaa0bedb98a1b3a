using System.Diagnostics;
using Loquat.Bench.Connections;
using Loquat.Bench.Measuring;

namespace Loquat.Bench.Scenarios;

/// <summary>Calls over open connections, each with one at a time. The method is "echo" and answers with what it is given.</summary>
public static class Calls
{
    // With the stamp around it, about a hundred bytes.
    private const string Text = "as long as what programs ask of each other";

    /// <summary>Runs it once.</summary>
    public static Figures Run(Target target, int connections, TimeSpan warmUp, TimeSpan measured)
    {
        using var server = new ServerProcess(target.ProcessId);
        using var loop = new LoadLoop(target.Url, target.Dialect);
        var calling = loop.OpenAll(connections, _ => target.Dialect.Connect());
        var call = target.Dialect.Call(Payload.Of(Text));
        var latencies = new Latencies();
        var sent = new long[connections];

        foreach (var connection in calling)
        {
            connection.OnMessage = (answered, answer) =>
            {
                target.Dialect.Check(answer);
                latencies.Add(sent[answered.Number]);
                Call(answered);
            };
            Call(connection);
        }

        Turn(loop, warmUp);
        latencies.Clear();
        var window = new Window(server, loop.Heard);
        Turn(loop, measured);
        return window.Close($"{connections:N0} connections calling", "call", loop.Heard) with
        {
            Median = latencies.Percentile(50),
            Slowest = latencies.Percentile(99),
        };

        void Call(LoadConnection connection)
        {
            sent[connection.Number] = Stopwatch.GetTimestamp();
            connection.Send(call);
        }
    }

    private static void Turn(LoadLoop loop, TimeSpan time)
    {
        var start = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(start) < time)
            loop.Turn(1);
    }
}
