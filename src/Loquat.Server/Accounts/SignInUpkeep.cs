using Loquat.Chat.Users;
using Loquat.Server.Hosting;

namespace Loquat.Server.Accounts;

/// <summary>Keeps sign-ins that have ended from piling up. Several nodes may do it at once: each deletes what is left.</summary>
internal sealed class SignInUpkeep(IServiceScopeFactory scopes, DatabaseOutage outage, TimeProvider time, ILogger<SignInUpkeep> logger)
    : RecurringWork(TimeSpan.FromMinutes(15), outage, time)
{
    protected override async Task TakeTurnAsync(CancellationToken stopping)
    {
        await using var scope = scopes.CreateAsyncScope();
        if (await scope.ServiceProvider.GetRequiredService<ForgetSignIns>().ExecuteAsync(stopping) is var count and > 0)
            logger.SignInsForgotten(count);
    }
}
