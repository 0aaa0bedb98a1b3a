using Loquat.Chat.Messages;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>Who belongs to a thread, in pages: nobody is sent ten thousand names.</summary>
public sealed class ListMembers(ChatDbContext db)
{
    public const int MaxLimit = 200;

    /// <summary>Ascending by id. Null if there is no such thread, or not for this user.</summary>
    public async Task<IReadOnlyList<MemberView>?> ExecuteAsync(
        long userId, long threadId, long afterUserId, int? limit, CancellationToken cancellationToken)
    {
        if (!await db.Threads.VisibleTo(userId).AnyAsync(thread => thread.Id == threadId, cancellationToken))
            return null;

        return await db.Members
            .Where(member => member.ThreadId == threadId && member.UserId > afterUserId)
            .OrderBy(member => member.UserId)
            .Take(Math.Clamp(limit ?? MaxLimit, 1, MaxLimit))
            .Join(db.Users, member => member.UserId, user => user.Id, (member, user) =>
                new MemberView(new AuthorView(user.Id, user.UserName!), member.Role, member.Joined))
            .ToListAsync(cancellationToken);
    }
}

public sealed record MemberView(AuthorView User, MemberRole Role, DateTimeOffset JoinedAt);
