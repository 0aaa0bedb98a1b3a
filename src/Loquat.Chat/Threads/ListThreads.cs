using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>The threads that a user sees, the liveliest first.</summary>
public sealed class ListThreads(ChatDbContext db)
{
    public async Task<IReadOnlyList<ThreadView>> ExecuteAsync(long userId, CancellationToken cancellationToken) =>
        await db.Threads
            .VisibleTo(userId)
            .OrderByDescending(thread => thread.LastMessageAt ?? thread.Created)
            .ThenBy(thread => thread.Id)
            .Select(ThreadView.Projection)
            .ToListAsync(cancellationToken);
}
