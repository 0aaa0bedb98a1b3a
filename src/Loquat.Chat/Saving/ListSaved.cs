using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Saving;

/// <summary>What somebody keeps for later, the last kept first; as far as they may still see it.</summary>
public sealed class ListSaved(ChatDbContext db, ShownMessages messages)
{
    public const int MaxLimit = 100;

    public async Task<Page> ExecuteAsync(long userId, Place? after, int? limit, CancellationToken cancellationToken)
    {
        var saved = db.SavedMessages
            .Where(saved => saved.UserId == userId)
            .Where(saved => db.Threads
                .VisibleTo(userId)
                .Any(thread => db.Messages.Any(message => message.Id == saved.MessageId && message.ThreadId == thread.Id)));
        if (after is { Since: var since, Id: var id })
            saved = saved.Where(saved => saved.Saved < since || (saved.Saved == since && saved.MessageId > id));

        var count = Math.Clamp(limit ?? MaxLimit, 1, MaxLimit);
        var found = await saved
            .OrderByDescending(saved => saved.Saved)
            .ThenBy(saved => saved.MessageId)
            .Take(count + 1)
            .Select(saved => new Place(saved.Saved, saved.MessageId))
            .ToListAsync(cancellationToken);
        var places = found.Take(count).ToList();
        var byId = await messages.ByIdAsync(places.ConvertAll(place => place.Id), cancellationToken);
        return new Page(
            [.. places.Select(place => new Item(byId[place.Id], place.Since))], found.Count > count ? places[^1] : null);
    }

    public sealed record Item(MessageView Message, DateTimeOffset SavedAt);

    /// <param name="Next">Where the next page begins; null if this is the last.</param>
    public sealed record Page(IReadOnlyList<Item> Saved, Place? Next);
}
