using Loquat.Bench.Connections;
using Loquat.Bench.Measuring;

namespace Loquat.Bench.Scenarios;

/// <summary>Publications that many get: subscribers spread evenly over channels, and connections of their own that publish.</summary>
public static class FanOut
{
    /// <summary>Runs it once. Memory is what the server grew by while the subscribers came.</summary>
    /// <param name="channels">1 for one channel that all are in.</param>
    public static Figures Run(Target target, int subscribers, int channels, int publishers, Pace pace)
    {
        using var server = new ServerProcess(target.ProcessId);
        using var loop = new LoadLoop(target.Url, target.Dialect);
        var names = Channels.Name(channels);
        var before = server.Bytes;
        var listening = loop.OpenAll(subscribers, i => target.Dialect.Subscribe(names[i % channels]));
        var grown = server.Bytes - before;
        var talking = loop.OpenAll(publishers, _ => target.Dialect.Connect());

        var name = channels == 1 ? $"{subscribers:N0} subscribers" : $"{subscribers:N0} subscribers in {channels:N0} channels";
        var speed = pace.PerSecond > 0 ? $"{pace.PerSecond:N0} publications/s" : $"{pace.Outstanding} outstanding";
        return new Publishing(loop, talking, listening, names, pace).Run($"{name}, {publishers} publishing, {speed}", server) with
        {
            BytesPerConnection = (double)grown / subscribers,
        };
    }
}
