using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Reading;

/// <summary>How much of a thread somebody has not read.</summary>
public sealed class CountUnread(ChatDbContext db)
{
    /// <summary>Null if there is no such thread, or not for this user.</summary>
    public Task<ReadingView?> ExecuteAsync(long userId, long threadId, CancellationToken cancellationToken) => db.Threads
        .VisibleTo(userId)
        .Where(thread => thread.Id == threadId)
        .ReadBy(userId, db)
        .Select(thread => new ReadingView(thread.Read, thread.Unread, thread.Mentions))
        .SingleOrDefaultAsync(cancellationToken);
}

/// <param name="Offset">How far they have read.</param>
public sealed record ReadingView(long Offset, int Unread, int Mentions);
