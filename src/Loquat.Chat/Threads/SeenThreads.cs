using Loquat.Chat.Database;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>
/// Which threads people may follow: asked by everybody who connects or subscribes, and so by many at once where a node has died. Always as the database has
/// it now; nothing is remembered.
/// </summary>
public sealed class SeenThreads
{
    /// <summary>The liveliest threads; whoever sees more subscribes to the others when they are opened.</summary>
    public const int MaxThreads = 300;

    private readonly IDbContextFactory<ChatDbContext> _database;
    private readonly JointQuery<long, IReadOnlyList<long>> _lists;
    private readonly JointQuery<(long User, long Thread), bool> _pairs;

    internal SeenThreads(IDbContextFactory<ChatDbContext> database, TimeProvider clock)
    {
        _database = database;
        _lists = new JointQuery<long, IReadOnlyList<long>>(ListAsync, clock);
        _pairs = new JointQuery<(long User, long Thread), bool>(CheckAsync, clock);
    }

    /// <summary>
    /// The ids of the rooms and direct conversations that somebody sees and of the branches that they follow, the liveliest first, <see cref="MaxThreads"/>
    /// at most.
    /// </summary>
    public async Task<IReadOnlyList<long>> OfAsync(long userId, CancellationToken cancellationToken) => await _lists.AskAsync(userId, cancellationToken) ?? [];

    /// <summary>Whether somebody sees a thread.</summary>
    public Task<bool> IsSeenAsync(long userId, long threadId, CancellationToken cancellationToken) => _pairs.AskAsync((userId, threadId), cancellationToken);

    private async Task<IReadOnlyDictionary<long, IReadOnlyList<long>>> ListAsync(IReadOnlyCollection<long> userIds)
    {
        await using var db = await _database.CreateDbContextAsync();
        if (db.Database.IsSqlite())
        {
            // It knows no query that is made anew for each row of another, and needs none: it is not far away.
            var lists = new Dictionary<long, IReadOnlyList<long>>();
            foreach (var userId in userIds)
            {
                lists[userId] = await db.Threads
                    .VisibleTo(userId)
                    .Where(thread => thread.Kind != ThreadKind.Branch || db.Followers.Any(follower => follower.UserId == userId && follower.ThreadId == thread.Id))
                    .OrderByDescending(thread => thread.LastMessageAt ?? thread.Created)
                    .ThenBy(thread => thread.Id)
                    .Take(MaxThreads)
                    .Select(thread => thread.Id)
                    .ToListAsync();
            }
            return lists;
        }

        var rows = Access.WithRule(db.Users
            .Where(user => userIds.Contains(user.Id))
            .SelectMany(user => db.Threads.VisibleTo(user.Id)
                .Where(thread => thread.Kind != ThreadKind.Branch || db.Followers.Any(follower => follower.UserId == user.Id && follower.ThreadId == thread.Id))
                .OrderByDescending(thread => thread.LastMessageAt ?? thread.Created)
                .ThenBy(thread => thread.Id)
                .Take(MaxThreads)
                .Select(thread => new { User = user.Id, Thread = thread.Id, Since = thread.LastMessageAt ?? thread.Created })));
        return (await rows.ToListAsync()).GroupBy(row => row.User).ToDictionary(
            mine => mine.Key,
            IReadOnlyList<long> (mine) => [.. mine.OrderByDescending(row => row.Since).ThenBy(row => row.Thread).Select(row => row.Thread)]);
    }

    private async Task<IReadOnlyDictionary<(long User, long Thread), bool>> CheckAsync(IReadOnlyCollection<(long User, long Thread)> pairs)
    {
        var seen = new HashSet<(long User, long Thread)>();
        await using var db = await _database.CreateDbContextAsync();
        if (db.Database.IsSqlite())
        {
            foreach (var asked in pairs.GroupBy(pair => pair.User))
            {
                var threadIds = asked.Select(pair => pair.Thread).ToArray();
                var theirs = await db.Threads.VisibleTo(asked.Key).Where(thread => threadIds.Contains(thread.Id)).Select(thread => thread.Id).ToListAsync();
                seen.UnionWith(theirs.Select(thread => (asked.Key, thread)));
            }
        }
        else
        {
            var userIds = pairs.Select(pair => pair.User).Distinct().ToArray();
            var threadIds = pairs.Select(pair => pair.Thread).Distinct().ToArray();
            var rows = Access.WithRule(db.Users
                .Where(user => userIds.Contains(user.Id))
                .SelectMany(user => db.Threads.VisibleTo(user.Id)
                    .Where(thread => threadIds.Contains(thread.Id))
                    .Select(thread => new { User = user.Id, Thread = thread.Id })));
            seen.UnionWith((await rows.ToListAsync()).Select(row => (row.User, row.Thread)));
        }
        return seen.ToDictionary(pair => pair, _ => true);
    }
}
