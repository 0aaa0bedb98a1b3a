using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>One thread, if this user sees it. Also the answer to "may they subscribe to its channel?".</summary>
public sealed class FindThread(ChatDbContext db)
{
    public Task<ThreadView?> ExecuteAsync(long userId, long threadId, CancellationToken cancellationToken) =>
        db.Threads
            .VisibleTo(userId)
            .Where(thread => thread.Id == threadId)
            .Select(ThreadView.Projection)
            .SingleOrDefaultAsync(cancellationToken);
}
