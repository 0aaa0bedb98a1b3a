using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Log;

/// <summary>Reads how long many threads' logs are, in one query. Does not ask who reads.</summary>
public sealed class ReadTops(ChatDbContext db)
{
    /// <summary>By thread; those that do not exist are left out.</summary>
    public async Task<IReadOnlyDictionary<long, LogPosition>> ExecuteAsync(IReadOnlyCollection<long> threadIds, CancellationToken cancellationToken)
    {
        var epoch = await db.Epochs.Where(epoch => epoch.Id == 1).Select(epoch => epoch.Name).SingleAsync(cancellationToken);
        return await Heads(db, threadIds as long[] ?? [.. threadIds])
            .ToDictionaryAsync(thread => thread.Id, thread => new LogPosition(thread.LastOffset, epoch), cancellationToken);
    }

    // One parameter, an array on PostgreSQL and JSON on SQLite, however many there are.
    internal static IQueryable<Threads.Thread> Heads(ChatDbContext db, long[] threadIds) =>
        db.Threads.AsNoTracking().Where(thread => EF.Parameter(threadIds).Contains(thread.Id));
}
