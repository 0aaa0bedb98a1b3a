using Loquat.Chat.Messages;
using Loquat.Chat.Reading;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>The rooms and direct conversations that a user sees and what they have not read of them, the liveliest first.</summary>
public sealed class ListThreads(ChatDbContext db)
{
    public const int MaxLimit = 500;

    /// <param name="after">The last thread of the page before; null for the first page.</param>
    public async Task<Page> ExecuteAsync(long userId, Place? after, int? limit, CancellationToken cancellationToken)
    {
        var count = Math.Clamp(limit ?? MaxLimit, 1, MaxLimit);
        var threads = await Liveliest(userId, after, count + 1).ReadBy(userId, db).ToListAsync(cancellationToken);
        var hasMore = threads.Count > count;
        if (hasMore)
            threads.RemoveAt(count);
        await AddPeopleAsync(threads, cancellationToken);
        if (!hasMore)
            return new Page(threads, null);

        var last = threads[^1];
        var since = last.LastMessageAt
            ?? await db.Threads.Where(thread => thread.Id == last.Id).Select(thread => thread.Created).SingleAsync(cancellationToken);
        return new Page(threads, new Place(since, last.Id));
    }

    /// <summary>Who is in the direct conversations: they are called after their people.</summary>
    private async Task AddPeopleAsync(List<MyThread> threads, CancellationToken cancellationToken)
    {
        var directs = threads.Where(thread => thread.Direct).Select(thread => thread.Id).ToArray();
        if (directs.Length == 0)
            return;

        var people = await db.Members
            .Where(member => EF.Parameter(directs).Contains(member.ThreadId))
            .Join(db.Users, member => member.UserId, user => user.Id, (member, user) => new { member.ThreadId, user.Id, user.UserName })
            .OrderBy(person => person.Id)
            .ToListAsync(cancellationToken);
        var byThread = people.ToLookup(person => person.ThreadId, person => new AuthorView(person.Id, person.UserName!));
        for (var i = 0; i < threads.Count; i++)
        {
            if (threads[i].Direct)
                threads[i] = threads[i] with { People = [.. byThread[threads[i].Id]] };
        }
    }

    private IQueryable<Thread> Liveliest(long userId, Place? after, int limit)
    {
        var threads = db.Threads.VisibleTo(userId).Where(thread => thread.Kind != ThreadKind.Branch);
        if (after is { Since: var since, Id: var id })
        {
            threads = threads.Where(thread =>
                (thread.LastMessageAt ?? thread.Created) < since || ((thread.LastMessageAt ?? thread.Created) == since && thread.Id > id));
        }

        return threads.OrderByDescending(thread => thread.LastMessageAt ?? thread.Created).ThenBy(thread => thread.Id).Take(limit);
    }

    /// <param name="Next">Where the next page begins; null if this is the last.</param>
    public sealed record Page(IReadOnlyList<MyThread> Threads, Place? Next);
}
