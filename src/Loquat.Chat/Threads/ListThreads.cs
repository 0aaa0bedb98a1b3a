using Loquat.Chat.Reading;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>The rooms and direct conversations that a user sees and what they have not read of them, the liveliest first.</summary>
public sealed class ListThreads(ChatDbContext db)
{
    public const int MaxLimit = 500;

    /// <param name="after">The last thread of the page before; null for the first page.</param>
    public async Task<Page> ExecuteAsync(long userId, Place? after, int? limit, CancellationToken cancellationToken)
    {
        var count = Math.Clamp(limit ?? MaxLimit, 1, MaxLimit);
        var threads = await Liveliest(userId, after, count + 1).ReadBy(userId, db).ToListAsync(cancellationToken);
        if (threads.Count <= count)
            return new Page(threads, null);

        threads.RemoveAt(count);
        var last = threads[^1];
        var since = last.LastMessageAt
            ?? await db.Threads.Where(thread => thread.Id == last.Id).Select(thread => thread.Created).SingleAsync(cancellationToken);
        return new Page(threads, new Place(since, last.Id));
    }

    /// <summary>Their ids alone, for whoever only wants to follow them.</summary>
    public async Task<IReadOnlyList<long>> IdsAsync(long userId, int limit, CancellationToken cancellationToken) =>
        await Liveliest(userId, null, limit).Select(thread => thread.Id).ToListAsync(cancellationToken);

    private IQueryable<Thread> Liveliest(long userId, Place? after, int limit)
    {
        var threads = db.Threads.VisibleTo(userId).Where(thread => thread.Kind != ThreadKind.Branch);
        if (after is { Since: var since, Id: var id })
        {
            threads = threads.Where(thread =>
                (thread.LastMessageAt ?? thread.Created) < since || ((thread.LastMessageAt ?? thread.Created) == since && thread.Id > id));
        }

        return threads.OrderByDescending(thread => thread.LastMessageAt ?? thread.Created).ThenBy(thread => thread.Id).Take(limit);
    }

    /// <param name="Next">Where the next page begins; null if this is the last.</param>
    public sealed record Page(IReadOnlyList<MyThread> Threads, Place? Next);
}
