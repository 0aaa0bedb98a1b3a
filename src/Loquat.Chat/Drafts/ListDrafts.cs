using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Drafts;

/// <summary>What somebody has typed and not sent, the latest first; as far as they may still see the threads.</summary>
public sealed class ListDrafts(ChatDbContext db)
{
    public const int MaxDrafts = 200;

    public async Task<IReadOnlyList<DraftView>> ExecuteAsync(long userId, CancellationToken cancellationToken) => await db.Drafts
        .Where(draft => draft.UserId == userId && draft.Text != "")
        .Where(draft => db.Threads.VisibleTo(userId).Any(thread => thread.Id == draft.ThreadId))
        .OrderByDescending(draft => draft.Updated)
        .ThenBy(draft => draft.ThreadId)
        .Take(MaxDrafts)
        .Select(draft => new DraftView(draft.ThreadId, draft.Text, draft.Updated))
        .ToListAsync(cancellationToken);
}
