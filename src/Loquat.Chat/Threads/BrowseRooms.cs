using Loquat.Chat.Messages;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>Public rooms that a user has not joined, the liveliest first. What is archived is not on offer.</summary>
public sealed class BrowseRooms(ChatDbContext db)
{
    public const int MaxLimit = 50;

    /// <param name="query">A part of the name, in any case; null or empty for all.</param>
    public async Task<Page> ExecuteAsync(long userId, string? query, Place? after, int? limit, CancellationToken cancellationToken)
    {
        var rooms = db.Threads
            .Where(thread => thread.Kind == ThreadKind.Room && thread.Visibility == Visibility.Public && thread.Archived == null)
            .Where(thread => thread.Members.All(member => member.UserId != userId));
#pragma warning disable CA1304, CA1311, CA1862 // Becomes the database's lower().
        if (query is not null && PlainText.Storable(query.Trim()).ToLower() is { Length: > 0 } part)
            rooms = rooms.Where(thread => thread.Name.ToLower().Contains(part));
#pragma warning restore CA1304, CA1311, CA1862
        if (after is { Since: var since, Id: var id })
        {
            rooms = rooms.Where(thread =>
                (thread.LastMessageAt ?? thread.Created) < since || ((thread.LastMessageAt ?? thread.Created) == since && thread.Id > id));
        }

        var count = Math.Clamp(limit ?? MaxLimit, 1, MaxLimit);
        var found = await rooms
            .OrderByDescending(thread => thread.LastMessageAt ?? thread.Created)
            .ThenBy(thread => thread.Id)
            .Take(count + 1)
            .Select(thread => new
            {
                Room = new RoomView(thread.Id, thread.Name, thread.Topic, thread.LastMessageAt, thread.Members.Count),
                Since = thread.LastMessageAt ?? thread.Created,
            })
            .ToListAsync(cancellationToken);
        var page = found.Take(count).ToList();
        return new Page([.. page.Select(it => it.Room)], found.Count > count ? new Place(page[^1].Since, page[^1].Room.Id) : null);
    }

    /// <param name="Next">Where the next page begins; null if this is the last.</param>
    public sealed record Page(IReadOnlyList<RoomView> Rooms, Place? Next);
}

/// <param name="Members">How many have joined it.</param>
public sealed record RoomView(long Id, string Name, string? Topic, DateTimeOffset? LastMessageAt, int Members);
