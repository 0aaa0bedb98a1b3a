namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>Tests of what is the same whether the sockets are Kestrel's or the engine's: a class for each runs all of them.</summary>
public abstract class OnEitherTransport(bool onLoops)
{
    protected bool OnLoops => onLoops;

    private protected Task<RealtimeServer> ServeAsync(ServerSetup? setup = null) =>
        RealtimeServer.StartAsync((setup ?? new ServerSetup()) with { OnLoops = onLoops });
}
