using Loquat.Chat.Log;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>Whether somebody may say something in a thread, for what is done before it is said. The log asks once more.</summary>
internal static class PostingRule
{
    /// <summary>Null if they may.</summary>
    public static async Task<AppendResult?> WhyNotAsync(ChatDbContext db, long userId, long threadId, CancellationToken cancellationToken)
    {
        var place = await db.Threads
            .VisibleTo(userId)
            .Where(thread => thread.Id == threadId)
            .Select(thread => new
            {
                // A branch has its parent's rules.
                Kind = thread.ParentId == null ? thread.Kind : thread.Parent!.Kind,
                thread.Visibility,
                Archived = thread.ParentId == null ? thread.Archived : thread.Parent!.Archived,
                Role = db.Users.Where(user => user.Id == userId).Select(user => user.Role).Single(),
                Membership = db.Members
                    .Where(member => member.ThreadId == (thread.ParentId ?? thread.Id) && member.UserId == userId)
                    .Select(member => (MemberRole?)member.Role)
                    .SingleOrDefault(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        if (place is null)
            return new AppendResult.NotFound();
        if (!AccessRules.Allow(ThreadAction.Post, Access.StandingOf(place.Membership, place.Role, place.Visibility), place.Kind, place.Visibility))
            return new AppendResult.Forbidden();

        return place.Archived is null ? null : new AppendResult.Conflict(Reason.RoomArchived);
    }
}
