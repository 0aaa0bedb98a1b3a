using Loquat.Chat.Database;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Search;

/// <summary>
/// Takes what is said into the index, behind everybody's back. It rests for longer than it works, so that it never takes more than a part of the database
/// from those who post; a search reads what it has not come to yet.
/// </summary>
internal sealed class SearchIndexer(ChatDatabase database, TimeProvider clock, ILogger<SearchIndexer> logger) : IHostedService, IDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeastRest = TimeSpan.FromMilliseconds(10);

    private readonly CancellationTokenSource _stopping = new();
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = Task.Run(() => RunAsync(_stopping.Token), CancellationToken.None);
        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stopping.CancelAsync();
        await _running.WaitAsync(cancellationToken);
    }

    public void Dispose() => _stopping.Dispose();

    private async Task RunAsync(CancellationToken stopping)
    {
        await using var writer = database.OpenIndexWriter();
        var rest = Pause;
        while (await WaitAsync(rest, stopping))
        {
            var began = clock.GetTimestamp();
            rest = await TryTurnAsync(writer, stopping) ? LeastRest + 4 * clock.GetElapsedTime(began) : Pause;
        }
    }

    /// <summary>The one place where a failed turn ends: the next one does its work.</summary>
    private async Task<bool> TryTurnAsync(IIndexWriter writer, CancellationToken stopping)
    {
        try
        {
            return await writer.TakeTurnAsync(stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            return false;
        }
        catch (Exception e) when (Trouble.IsTemporary(e))
        {
            // Whoever posts hears of it, and the log with them.
            logger.IndexingDelayed(e);
            return false;
        }
        catch (Exception e)
        {
            logger.IndexingFailed(e);
            return false;
        }
    }

    private async Task<bool> WaitAsync(TimeSpan time, CancellationToken stopping)
    {
        try
        {
            await Task.Delay(time, clock, stopping);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
