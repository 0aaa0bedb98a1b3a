using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Messages;

/// <summary>What a message has said over time, the first text first, in pages: nobody is sent ten thousand texts. Of a deleted one nothing is left.</summary>
public sealed class ShowRevisions(ChatDbContext db)
{
    public const int MaxLimit = 100;

    /// <param name="after">The last revision of the page before; null for the first page.</param>
    /// <returns>Null if there is no such message, or not for this user.</returns>
    public async Task<Page?> ExecuteAsync(long userId, long messageId, int? after, int? limit, CancellationToken cancellationToken)
    {
        var found = await db.Messages
            .Where(message => message.Id == messageId)
            .Where(message => db.Threads.VisibleTo(userId).Any(thread => thread.Id == message.ThreadId))
            .Select(message => new { message.Text, message.Created, message.Deleted, message.Revision })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        if (found.Deleted is not null)
            return new Page([], More: false);
        if (found.Revision == 0)
            return new Page(after is null or < 0 ? [new RevisionView(0, found.Text, found.Created)] : [], More: false);

        var count = Math.Clamp(limit ?? MaxLimit, 1, MaxLimit);
        var revisions = await db.Revisions
            .Where(revision => revision.MessageId == messageId && revision.Number > (after ?? -1))
            .OrderBy(revision => revision.Number)
            .Take(count + 1)
            .Select(revision => new RevisionView(revision.Number, revision.Text, revision.Created))
            .ToListAsync(cancellationToken);
        return new Page([.. revisions.Take(count)], revisions.Count > count);
    }

    /// <param name="More">There are later ones.</param>
    public sealed record Page(IReadOnlyList<RevisionView> Revisions, bool More);
}

public sealed record RevisionView(int Revision, string Text, DateTimeOffset CreatedAt);
