using Loquat.Chat.Messages;
using Loquat.Chat.Reading;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Branches;

/// <summary>Branches and what a user has not read of them, the liveliest first: those that the user follows, or all of one thread.</summary>
public sealed class ListBranches(ChatDbContext db, ShownMessages messages)
{
    public const int MaxLimit = 100;

    /// <param name="parentId">Null for those that the user follows, wherever they are.</param>
    /// <param name="after">Where the page before has ended.</param>
    /// <returns>Null if there is no such thread, or not for this user.</returns>
    public async Task<Page?> ExecuteAsync(
        long userId, long? parentId, Place? after, int? limit, CancellationToken cancellationToken)
    {
        if (parentId is { } id && !await db.Threads.VisibleTo(userId).AnyAsync(thread => thread.Id == id, cancellationToken))
            return null;

        var count = Math.Clamp(limit ?? MaxLimit, 1, MaxLimit);
        var branches = parentId is null ? Followed(userId) : db.Threads.VisibleTo(userId).Where(thread => thread.ParentId == parentId);
        if (after is { Since: var since, Id: var last })
        {
            branches = branches.Where(thread =>
                (thread.LastMessageAt ?? thread.Created) < since || ((thread.LastMessageAt ?? thread.Created) == since && thread.Id > last));
        }

        var found = await Liveliest(branches).Take(count + 1).ReadBy(userId, db).ToListAsync(cancellationToken);
        var places = await PlacesAsync(found, cancellationToken);
        var page = found.Take(count).ToList();
        var starts = await messages.ByIdAsync(page.ConvertAll(branch => branch.Parent!.Message), cancellationToken);
        return new Page(
            [.. page.Select(branch => new Item(branch, starts[branch.Parent!.Message]))], found.Count > count ? places[page[^1].Id] : null);
    }

    /// <summary>All branches of a thread. Does not ask who reads.</summary>
    public async Task<IReadOnlyList<long>> IdsOfAsync(long parentId, CancellationToken cancellationToken) =>
        await db.Threads.Where(thread => thread.ParentId == parentId).Select(thread => thread.Id).ToListAsync(cancellationToken);

    private IQueryable<Thread> Followed(long userId) => db.Threads
        .VisibleTo(userId)
        .Where(thread => db.Followers.Any(follower => follower.UserId == userId && follower.ThreadId == thread.Id));

    private static IQueryable<Thread> Liveliest(IQueryable<Thread> threads) =>
        threads.OrderByDescending(thread => thread.LastMessageAt ?? thread.Created).ThenBy(thread => thread.Id);

    private async Task<Dictionary<long, Place>> PlacesAsync(List<MyThread> found, CancellationToken cancellationToken)
    {
        var ids = found.Select(branch => branch.Id).ToArray();
        return await db.Threads
            .Where(thread => EF.Parameter(ids).Contains(thread.Id))
            .Select(thread => new Place(thread.LastMessageAt ?? thread.Created, thread.Id))
            .ToDictionaryAsync(place => place.Id, cancellationToken);
    }

    /// <param name="Message">The one that the branch starts from.</param>
    public sealed record Item(MyThread Thread, MessageView Message);

    /// <param name="Next">Where the next page begins; null if this is the last.</param>
    public sealed record Page(IReadOnlyList<Item> Branches, Place? Next);
}
