using Loquat.Chat.Reading;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>The threads that a user sees and what they have not read of them, the liveliest first.</summary>
public sealed class ListThreads(ChatDbContext db)
{
    public async Task<IReadOnlyList<MyThread>> ExecuteAsync(long userId, CancellationToken cancellationToken) =>
        await db.Threads
            .VisibleTo(userId)
            .OrderByDescending(thread => thread.LastMessageAt ?? thread.Created)
            .ThenBy(thread => thread.Id)
            .ReadBy(userId, db)
            .ToListAsync(cancellationToken);

    /// <summary>Their ids alone, for whoever only wants to follow them.</summary>
    public async Task<IReadOnlyList<long>> IdsAsync(long userId, int limit, CancellationToken cancellationToken) =>
        await db.Threads
            .VisibleTo(userId)
            .OrderByDescending(thread => thread.LastMessageAt ?? thread.Created)
            .ThenBy(thread => thread.Id)
            .Take(limit)
            .Select(thread => thread.Id)
            .ToListAsync(cancellationToken);
}
