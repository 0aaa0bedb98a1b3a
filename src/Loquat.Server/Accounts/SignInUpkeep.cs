using Loquat.Chat.Users;
using Loquat.Server.Hosting;

namespace Loquat.Server.Accounts;

/// <summary>Keeps sign-ins that have ended from piling up. Several nodes may do it at once: each deletes what is left.</summary>
internal sealed class SignInUpkeep(IServiceScopeFactory scopes, DatabaseOutage outage, TimeProvider time, ILogger<SignInUpkeep> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                if (await scope.ServiceProvider.GetRequiredService<ForgetSignIns>().ExecuteAsync(stoppingToken) is var count and > 0)
                    logger.SignInsForgotten(count);
            }
            catch (Exception e) when (DatabaseFailure.Is(e) && !stoppingToken.IsCancellationRequested)
            {
                // What is left now is found the next time.
                outage.Note(e);
            }
        }
    }
}
