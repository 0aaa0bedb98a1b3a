using System.Diagnostics;
using Loquat.Bench.Connections;
using Loquat.Bench.Measuring;

namespace Loquat.Bench.Scenarios;

/// <summary>Publishes to channels in turn, by publishers in turn, and counts what arrives at subscribers that are ready.</summary>
internal sealed class Publishing(LoadLoop loop, LoadConnection[] publishers, LoadConnection[] subscribers, string[] channels, Pace pace)
{
    // Of a hundred bytes of data and a channel's name a message of about 175 comes of it.
    private const string Text = "as long as what people write to each other";
    private const int Samples = 20;

    private readonly Latencies _latencies = new();
    private readonly int _perChannel = subscribers.Length / channels.Length;
    private long _published;
    private long _arrived;

    public Figures Run(string scenario, ServerProcess server)
    {
        for (var i = 0; i < subscribers.Length; i += Math.Max(1, subscribers.Length / Samples))
            subscribers[i].OnMessage = (_, messages) => _latencies.AddStamps(messages);

        Publish(pace.WarmUp);
        _latencies.Clear();
        var window = new Window(server, _arrived);
        Publish(pace.Measured);
        return window.Close(scenario, "delivery", _arrived) with
        {
            Median = _latencies.Percentile(50),
            Slowest = _latencies.Percentile(99),
        };
    }

    private void Publish(TimeSpan time)
    {
        var (start, first) = (Stopwatch.GetTimestamp(), _published);
        while (Stopwatch.GetElapsedTime(start) is var elapsed && elapsed < time)
        {
            while (pace.PerSecond > 0 ? _published - first < elapsed.TotalSeconds * pace.PerSecond : _published - _arrived / _perChannel < pace.Outstanding)
                PublishOne();
            Turn();
        }
        if (pace.PerSecond > 0)
            loop.Until(() => { Count(); return _arrived == _published * _perChannel; }, "all that was published has arrived");
    }

    private void PublishOne()
    {
        var channel = channels[_published % channels.Length];
        publishers[_published % publishers.Length].Send(loop.Dialect.Publish(channel, Payload.Of(Text)));
        _published++;
    }

    private void Turn()
    {
        loop.Turn(1);
        Count();
    }

    // Publishers hear nothing but the answers to what they say.
    private void Count() => _arrived = loop.Heard - Answers();

    private long Answers()
    {
        long answers = 0;
        foreach (var publisher in publishers)
            answers += publisher.Heard;
        return answers;
    }
}
