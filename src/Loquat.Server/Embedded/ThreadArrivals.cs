using Loquat.Chat.Threads;
using Loquat.Server.Hosting;

namespace Loquat.Server.Embedded;

/// <summary>
/// Shows this node's people the threads that are created on other nodes. Ids are given before they are committed, so a smaller one may come later: for a
/// minute each is looked for again.
/// </summary>
internal sealed class ThreadArrivals(
    ThreadAudience audience, IServiceScopeFactory scopes, DatabaseOutage outage, TimeProvider time, ILogger<ThreadArrivals> logger) : IDisposable
{
    /// <summary>Nobody else writes: there is nothing to remember.</summary>
    private const long Alone = long.MaxValue;

    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _looking = new(1);
    private readonly Dictionary<long, long> _shown = [];
    private long _floor = Alone;
    private int _isExpected;

    /// <summary>Threads that are there already are found by whoever connects.</summary>
    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var newest = await scope.ServiceProvider.GetRequiredService<ListNewThreads>().NewestAsync(cancellationToken);
        lock (_gate)
            _floor = newest;
    }

    /// <summary>False if the thread has been shown here before.</summary>
    public bool TryTake(long threadId)
    {
        lock (_gate)
            return _floor == Alone || _shown.TryAdd(threadId, time.GetTimestamp());
    }

    /// <summary>Another node has written in this thread: if nobody here has heard of it yet, it is looked for. Returns at once.</summary>
    public void Hear(long threadId)
    {
        lock (_gate)
        {
            if (threadId <= _floor || _shown.ContainsKey(threadId))
                return;
        }
        // One look finds all that were heard of before it begins.
        if (Interlocked.Exchange(ref _isExpected, 1) == 0)
            _ = Task.Run(LookOrLogAsync);
    }

    public async Task LookAsync(CancellationToken cancellationToken)
    {
        await _looking.WaitAsync(cancellationToken);
        try
        {
            _isExpected = 0;
            foreach (var arrived in await ReadAsync(cancellationToken))
            {
                // A branch is followed by whoever asks for it.
                if (TryTake(arrived.Thread.Id) && arrived.Thread.Parent is null)
                    await audience.FollowAsync(arrived.Thread, arrived.Members, cancellationToken);
            }
            Settle();
        }
        finally
        {
            _looking.Release();
        }
    }

    public void Dispose() => _looking.Dispose();

    private async Task LookOrLogAsync()
    {
        try
        {
            await LookAsync(CancellationToken.None);
        }
        catch (Exception e) when (DatabaseFailure.Is(e))
        {
            outage.Note(e);
            logger.NewThreadsNotRead();
        }
    }

    private async Task<IReadOnlyList<NewThread>> ReadAsync(CancellationToken cancellationToken)
    {
        long floor;
        lock (_gate)
            floor = _floor;
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<ListNewThreads>().ExecuteAsync(floor, cancellationToken);
    }

    private void Settle()
    {
        lock (_gate)
        {
            foreach (var (threadId, shown) in _shown.ToList())
            {
                if (time.GetElapsedTime(shown) < Overlap)
                    continue;

                _shown.Remove(threadId);
                _floor = Math.Max(_floor, threadId);
            }
        }
    }
}
