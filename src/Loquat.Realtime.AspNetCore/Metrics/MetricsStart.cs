using Microsoft.Extensions.Hosting;

namespace Loquat.Realtime.AspNetCore.Metrics;

/// <summary>Asks for the exporter before the first connection comes: what happens before it listens is counted by nobody.</summary>
internal sealed class MetricsStart(PrometheusExporter exporter, EngineMeter meter) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        exporter.Start();
        meter.Start();
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
