using Microsoft.AspNetCore.Http.Features;

namespace Loquat.Realtime.AspNetCore;

/// <summary>An event on its way to its handler. Lives as long as the handling of that event.</summary>
public abstract class EventContext
{
    private FeatureCollection? _features;

    private protected EventContext(IServiceProvider services, CancellationToken cancellationToken)
    {
        Services = services;
        CancellationToken = cancellationToken;
    }

    /// <summary>The services of this event's own scope.</summary>
    public IServiceProvider Services { get; }

    /// <summary>Cancelled once nobody waits for the answer any more. Handlers may ask for it as a parameter.</summary>
    public CancellationToken CancellationToken { get; }

    /// <summary>What filters found out, by type. Handlers ask for it by <see cref="FromFeaturesAttribute"/>.</summary>
    public IFeatureCollection Features => _features ??= new FeatureCollection();

    /// <summary>The client's own data that a typed parameter is read from; empty where the event has none.</summary>
    internal virtual ReadOnlyMemory<byte> Payload => default;
}
