using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Log;

/// <summary>Reads how long many threads' logs are, in one query. Does not ask who reads.</summary>
public sealed class ReadTops(ChatDbContext db)
{
    /// <summary>By thread; those that do not exist are left out.</summary>
    public async Task<IReadOnlyDictionary<long, LogPosition>> ExecuteAsync(IReadOnlyCollection<long> threadIds, CancellationToken cancellationToken)
    {
        // One parameter, an array on PostgreSQL and JSON on SQLite, however many there are.
        var ids = threadIds as long[] ?? [.. threadIds];
        var epoch = await db.Epochs.Where(epoch => epoch.Id == 1).Select(epoch => epoch.Name).SingleAsync(cancellationToken);
        return await db.Threads
            .Where(thread => EF.Parameter(ids).Contains(thread.Id))
            .ToDictionaryAsync(thread => thread.Id, thread => new LogPosition(thread.LastOffset, epoch), cancellationToken);
    }
}
