using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore;

/// <summary>
/// Ends the engine with its host: before anything else stops, no more connections are taken and every client is told to come back, so that
/// it is gone, to another node or to the next process, when the web server closes.
/// </summary>
internal sealed class EngineLifetime(Engine engine, IOptions<RealtimeHttpOptions> options, ILogger<EngineLifetime> logger) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        if (options.Value.Epoll.Enabled && !OperatingSystem.IsLinux())
            logger.SocketsStay("all addresses", "this is not Linux");
        return Task.CompletedTask;
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) =>
        engine.DrainAsync(Spread(), cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private TimeSpan Spread()
    {
        var needed = TimeSpan.FromSeconds(engine.SessionCount / options.Value.ShutdownRate);
        return needed < options.Value.ShutdownSpread ? needed : options.Value.ShutdownSpread;
    }
}
