using Loquat.Chat.Reading;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>One thread as a user finds it, with how many belong to it.</summary>
public sealed class ShowThread(ChatDbContext db)
{
    /// <summary>Null if there is no such thread, or not for this user.</summary>
    public async Task<Result?> ExecuteAsync(long userId, long threadId, CancellationToken cancellationToken)
    {
        var thread = await db.Threads
            .VisibleTo(userId)
            .Where(thread => thread.Id == threadId)
            .ReadBy(userId, db)
            .SingleOrDefaultAsync(cancellationToken);
        if (thread is null)
            return null;

        var rootId = thread.Parent?.Thread ?? thread.Id;
        return new Result(thread, await db.Members.CountAsync(member => member.ThreadId == rootId, cancellationToken));
    }

    /// <param name="Members">In a branch those of its parent.</param>
    public sealed record Result(MyThread Thread, int Members);
}
