namespace Loquat.Server.Hosting;

/// <summary>
/// What is done again and again while the server runs, the first time one period after its start. A turn that fails because the database does is made up
/// for by a later one: each has to find whatever those before it left.
/// </summary>
internal abstract class RecurringWork(TimeSpan period, DatabaseOutage outage, TimeProvider time) : BackgroundService
{
    protected TimeProvider Time => time;

    protected abstract Task TakeTurnAsync(CancellationToken stopping);

    /// <summary>The database did not answer, and that has been noted.</summary>
    protected virtual void TurnFailed()
    {
    }

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await TakeTurnAsync(stoppingToken);
            }
            catch (Exception e) when (DatabaseFailure.Is(e) && !stoppingToken.IsCancellationRequested)
            {
                outage.Note(e);
                TurnFailed();
            }
        }
    }
}
