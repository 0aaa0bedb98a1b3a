using System.Diagnostics;

namespace Loquat.Bench.Measuring;

/// <summary>The part of a run that counts: from here to when it is closed.</summary>
internal sealed class Window(ServerProcess server, long count)
{
    private readonly TimeSpan _worked = server.Worked;
    private readonly long _start = Stopwatch.GetTimestamp();

    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_start);

    /// <param name="countNow">How many there are now of what is counted.</param>
    public Figures Close(string scenario, string unit, long countNow) =>
        new(scenario, unit, countNow - count, Elapsed, server.Worked - _worked);
}
