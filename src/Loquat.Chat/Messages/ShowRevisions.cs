using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Messages;

/// <summary>What a message has said over time, the first text first. Of a deleted one nothing is left.</summary>
public sealed class ShowRevisions(ChatDbContext db)
{
    /// <summary>Null if there is no such message, or not for this user.</summary>
    public async Task<IReadOnlyList<RevisionView>?> ExecuteAsync(long userId, long messageId, CancellationToken cancellationToken)
    {
        var found = await db.Messages
            .Where(message => message.Id == messageId)
            .Where(message => db.Threads.VisibleTo(userId).Any(thread => thread.Id == message.ThreadId))
            .Select(message => new { message.Text, message.Created, message.Deleted })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;
        if (found.Deleted is not null)
            return [];

        var revisions = await db.Revisions
            .Where(revision => revision.MessageId == messageId)
            .OrderBy(revision => revision.Number)
            .Select(revision => new RevisionView(revision.Number, revision.Text, revision.Created))
            .ToListAsync(cancellationToken);
        return revisions.Count == 0 ? [new RevisionView(0, found.Text, found.Created)] : revisions;
    }
}

public sealed record RevisionView(int Revision, string Text, DateTimeOffset CreatedAt);
