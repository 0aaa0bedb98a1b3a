using Loquat.Chat.Files;

namespace Loquat.Server.Hosting;

/// <summary>Keeps files that nobody sent, and content that belongs to none, from piling up. Several nodes may do it at once.</summary>
internal sealed class FileUpkeep(IServiceScopeFactory scopes, DatabaseOutage outage, TimeProvider time, ILogger<FileUpkeep> logger)
    : RecurringWork(Period, outage, time)
{
    internal static readonly TimeSpan Period = TimeSpan.FromHours(1);

    protected override async Task TakeTurnAsync(CancellationToken stopping)
    {
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            if (await scope.ServiceProvider.GetRequiredService<SweepFiles>().ExecuteAsync(stopping) is { IsNothing: false } swept)
                logger.FilesSwept(swept.Loose, swept.Contents);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException && !stopping.IsCancellationRequested)
        {
            logger.FilesNotSwept(e);
        }
    }
}
