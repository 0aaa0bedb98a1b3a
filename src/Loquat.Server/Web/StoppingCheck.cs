using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Loquat.Server.Web;

/// <summary>Healthy until the server is told to stop: whoever hands out connections sends new ones elsewhere while it says goodbye to the old.</summary>
internal sealed class StoppingCheck(IHostApplicationLifetime lifetime) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(lifetime.ApplicationStopping.IsCancellationRequested
            ? HealthCheckResult.Unhealthy("This node is stopping.")
            : HealthCheckResult.Healthy());
}
