using Loquat.Realtime.Postgres;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Loquat.Server.Nodes;

/// <summary>Healthy while this node hears the others. If it does not it still finds what they do, but later: new clients are better off elsewhere.</summary>
internal sealed class BackplaneCheck(PostgresBackplane backplane) : IHealthCheck
{
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(backplane.Problem is { } problem
            ? HealthCheckResult.Unhealthy($"This node does not hear the others: {problem}.")
            : HealthCheckResult.Healthy());
}
