using Loquat.Chat.Files;

namespace Loquat.Server.Hosting;

/// <summary>Keeps files that nobody sent, and content that belongs to none, from piling up. Several nodes may do it at once.</summary>
internal sealed class FileUpkeep(IServiceScopeFactory scopes, DatabaseOutage outage, TimeProvider time, ILogger<FileUpkeep> logger) : BackgroundService
{
    internal static readonly TimeSpan Period = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                if (await scope.ServiceProvider.GetRequiredService<SweepFiles>().ExecuteAsync(stoppingToken) is { IsNothing: false } swept)
                    logger.FilesSwept(swept.Loose, swept.Contents);
            }
            catch (Exception e) when (DatabaseFailure.Is(e) && !stoppingToken.IsCancellationRequested)
            {
                // What is left now is found the next time.
                outage.Note(e);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException && !stoppingToken.IsCancellationRequested)
            {
                logger.FilesNotSwept(e);
            }
        }
    }
}
