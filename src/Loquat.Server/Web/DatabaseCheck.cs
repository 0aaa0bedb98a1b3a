using Loquat.Chat;
using Loquat.Server.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Loquat.Server.Web;

/// <summary>Healthy while the database answers a question.</summary>
internal sealed class DatabaseCheck(ChatDbContext db) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await db.Users.AnyAsync(cancellationToken);
            return HealthCheckResult.Healthy();
        }
        catch (Exception e) when (DatabaseFailure.Is(e))
        {
            return HealthCheckResult.Unhealthy("The database does not answer.", e);
        }
    }
}
