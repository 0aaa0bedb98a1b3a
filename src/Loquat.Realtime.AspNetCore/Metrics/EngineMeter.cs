using System.Diagnostics.Metrics;

namespace Loquat.Realtime.AspNetCore.Metrics;

/// <summary>What is true of the engine at the moment of asking, beside what it counts itself.</summary>
internal sealed class EngineMeter(Engine engine, RealtimeOptions options) : IDisposable
{
    private readonly Meter _meter = new("Loquat.Realtime.Node");

    public void Start()
    {
        _meter.CreateObservableGauge("loquat.channels", () => engine.ChannelCount, description: "Channels with subscribers on this node.");
        _meter.CreateObservableGauge("loquat.users", () => engine.UserCount, description: "Users with connections to this node.");
        _meter.CreateObservableGauge("loquat.nodes", () => 1, description: "Nodes that serve together.");
        _meter.CreateObservableGauge(
            "loquat.build", () => new Measurement<int>(1, new KeyValuePair<string, object?>("version", options.ServerVersion)),
            description: "The version of this node.");
    }

    public void Dispose() => _meter.Dispose();
}
