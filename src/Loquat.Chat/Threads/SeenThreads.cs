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

    /// <summary>
    /// To ask for each person what they see of all threads would cost as much as there are threads, for each of them. What is public is the same for all, and the
    /// rest they belong to.
    /// </summary>
    private async Task<IReadOnlyDictionary<long, IReadOnlyList<long>>> ListAsync(IReadOnlyCollection<long> userIds)
    {
        await using var db = await _database.CreateDbContextAsync();
        var open = await Open(db).ToListAsync();
        var joined = await Joined(db, userIds).ToListAsync();
        var followed = await Followed(db, userIds).ToListAsync();

        var own = joined.Concat(followed).ToLookup(row => row.User, row => row.Seen);
        return userIds.ToDictionary(
            userId => userId,
            IReadOnlyList<long> (userId) => [.. own[userId].Concat(open)
                .OrderByDescending(seen => seen.Since).ThenBy(seen => seen.Thread).Take(MaxThreads).Select(seen => seen.Thread)]);
    }

    /// <summary>The liveliest public rooms.</summary>
    internal static IQueryable<Seen> Open(ChatDbContext db) => db.Threads
        .Where(thread => thread.Visibility == Visibility.Public && thread.Kind != ThreadKind.Branch)
        .OrderByDescending(thread => thread.LastMessageAt ?? thread.Created)
        .ThenBy(thread => thread.Id)
        .Take(MaxThreads)
        .Select(thread => new Seen(thread.Id, thread.LastMessageAt ?? thread.Created));

    /// <summary>Private rooms and direct conversations of these people.</summary>
    internal static IQueryable<SeenBy> Joined(ChatDbContext db, IReadOnlyCollection<long> userIds) => Access.WithRule(db.Members
        .Where(member => userIds.Contains(member.UserId)
            && db.Threads.VisibleTo(member.UserId).Any(thread =>
                thread.Id == member.ThreadId && thread.Visibility != Visibility.Public && thread.Kind != ThreadKind.Branch))
        .Join(db.Threads, member => member.ThreadId, thread => thread.Id, (member, thread) =>
            new SeenBy(member.UserId, new Seen(thread.Id, thread.LastMessageAt ?? thread.Created))));

    /// <summary>Branches that these people follow and see.</summary>
    internal static IQueryable<SeenBy> Followed(ChatDbContext db, IReadOnlyCollection<long> userIds) => Access.WithRule(db.Followers
        .Where(follower => userIds.Contains(follower.UserId)
            && db.Threads.VisibleTo(follower.UserId).Any(thread => thread.Id == follower.ThreadId && thread.Kind == ThreadKind.Branch))
        .Join(db.Threads, follower => follower.ThreadId, thread => thread.Id, (follower, thread) =>
            new SeenBy(follower.UserId, new Seen(thread.Id, thread.LastMessageAt ?? thread.Created))));

    private async Task<IReadOnlyDictionary<(long User, long Thread), bool>> CheckAsync(IReadOnlyCollection<(long User, long Thread)> pairs)
    {
        var seen = new HashSet<(long User, long Thread)>();
        await using var db = await _database.CreateDbContextAsync();
        if (db.Database.IsSqlite())
        {
            // It knows no query that is made anew for each row of another, and needs no trip for each.
            foreach (var asked in pairs.GroupBy(pair => pair.User))
                seen.UnionWith(await Among(db, asked.Key, [.. asked.Select(pair => pair.Thread)]).ToListAsync());
        }
        else
        {
            seen.UnionWith(await Among(db, [.. pairs.Select(pair => pair.User).Distinct()], [.. pairs.Select(pair => pair.Thread).Distinct()]).ToListAsync());
        }
        return seen.ToDictionary(pair => pair, _ => true);
    }

    /// <summary>Who sees which of these threads, for one person.</summary>
    internal static IQueryable<ValueTuple<long, long>> Among(ChatDbContext db, long userId, long[] threadIds) => db.Threads
        .VisibleTo(userId)
        .Where(thread => threadIds.Contains(thread.Id))
        .Select(thread => new ValueTuple<long, long>(userId, thread.Id));

    /// <summary>The same for many. PostgreSQL only.</summary>
    internal static IQueryable<ValueTuple<long, long>> Among(ChatDbContext db, long[] userIds, long[] threadIds) => Access.WithRule(db.Users
        .Where(user => userIds.Contains(user.Id))
        .SelectMany(user => db.Threads.VisibleTo(user.Id)
            .Where(thread => threadIds.Contains(thread.Id))
            .Select(thread => new ValueTuple<long, long>(user.Id, thread.Id))));

    internal readonly record struct Seen(long Thread, DateTimeOffset Since);

    internal readonly record struct SeenBy(long User, Seen Seen);
}
