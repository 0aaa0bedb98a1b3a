using Loquat.Server.Hosting;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Loquat.Server.Web;

/// <summary>Degraded while forms cannot be protected: nobody signs in then, and whoever is signed in goes on.</summary>
internal sealed class KeysCheck(KeyFiles keys) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(keys.Problem() is { } problem ? HealthCheckResult.Degraded(problem) : HealthCheckResult.Healthy());
}
