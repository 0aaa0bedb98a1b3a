using Loquat.Chat;
using Loquat.Chat.Log;
using Loquat.Server.Hosting;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Loquat.Server.Web;

/// <summary>
/// Healthy while the database answers a question. Where it answers and does not take what is written, this server is still of use to those
/// who read: degraded, which is no reason to send them away.
/// </summary>
internal sealed class DatabaseCheck(ChatDbContext db, ThreadLog log) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        try
        {
            await db.Users.AnyAsync(cancellationToken);
            return log.IsWritable ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded("The database could not be written.");
        }
        catch (Exception e) when (DatabaseFailure.Is(e))
        {
            return HealthCheckResult.Unhealthy("The database does not answer.");
        }
    }
}
