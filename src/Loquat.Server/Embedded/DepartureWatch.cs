using Loquat.Chat.Threads;
using Loquat.Server.Hosting;

namespace Loquat.Server.Embedded;

/// <summary>
/// Ends what people who have left a private thread, or were removed, still hear of it on this node. Usually the node where it happened has said so
/// before; this is for nodes that did not hear it.
/// </summary>
internal sealed class DepartureWatch(
    Departures departures,
    MemberSessions members,
    IServiceScopeFactory scopes,
    DatabaseOutage outage,
    TimeProvider time,
    ILogger<DepartureWatch> logger) : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var departure = await departures.NextAsync(stoppingToken);
            try
            {
                await EndAsync(departure, stoppingToken);
            }
            catch (Exception e) when (DatabaseFailure.Is(e) && !stoppingToken.IsCancellationRequested)
            {
                outage.Note(e);
                logger.DepartureNotChecked(departure.UserId, departure.ThreadId);
                departures.Add(departure);
                await Task.Delay(RetryDelay, time, stoppingToken);
            }
        }
    }

    /// <summary>What a log says of the past need not hold any more: whoever has come back, or sees a public thread anyway, stays.</summary>
    private async Task EndAsync(Departure departure, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var find = scope.ServiceProvider.GetRequiredService<FindThread>();
        if (await find.ExecuteAsync(departure.UserId, departure.ThreadId, cancellationToken) is null)
            await members.ExpelHereAsync(ThreadChannel.Of(departure.ThreadId), departure.UserId, cancellationToken);
    }
}
