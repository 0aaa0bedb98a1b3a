namespace Loquat.Realtime.AspNetCore;

/// <summary>An event of a connection, on its way through filters to its handler.</summary>
public abstract class RealtimeContext : EventContext
{
    private protected RealtimeContext(IConnection connection, IServiceProvider services, CancellationToken cancellationToken)
        : base(services, cancellationToken) => Connection = connection;

    /// <summary>Whose event this is. Handlers may ask for it as a parameter.</summary>
    public IConnection Connection { get; }
}
