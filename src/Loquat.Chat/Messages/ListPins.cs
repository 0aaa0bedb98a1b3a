using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Messages;

/// <summary>What is pinned in a thread, the newest pin first.</summary>
public sealed class ListPins(ChatDbContext db, ShownMessages messages)
{
    public const int MaxLimit = 100;

    /// <summary>Null if there is no such thread, or not for this user.</summary>
    public async Task<Page?> ExecuteAsync(long userId, long threadId, Place? after, int? limit, CancellationToken cancellationToken)
    {
        if (!await db.Threads.VisibleTo(userId).AnyAsync(thread => thread.Id == threadId, cancellationToken))
            return null;

        var pinned = db.Messages.Where(message => message.ThreadId == threadId && message.Pinned != null);
        if (after is { Since: var since, Id: var id })
            pinned = pinned.Where(message => message.Pinned < since || (message.Pinned == since && message.Id > id));

        var count = Math.Clamp(limit ?? MaxLimit, 1, MaxLimit);
        var found = await pinned
            .OrderByDescending(message => message.Pinned)
            .ThenBy(message => message.Id)
            .Take(count + 1)
            .Select(message => new Place(message.Pinned!.Value, message.Id))
            .ToListAsync(cancellationToken);
        var places = found.Take(count).ToList();
        var byId = await messages.ByIdAsync(places.ConvertAll(place => place.Id), cancellationToken);
        return new Page([.. places.Select(place => byId[place.Id])], found.Count > count ? places[^1] : null);
    }

    /// <param name="Next">Where the next page begins; null if this is the last.</param>
    public sealed record Page(IReadOnlyList<MessageView> Messages, Place? Next);
}
