using System.Linq.Expressions;
using Loquat.Chat.Database;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Search;

/// <summary>
/// Messages that have all of some words, the newest first; as far as the caller may read them now, and as they are now. What the index has not taken in
/// yet is read one by one, so that nothing that has been said is missing, unless very much has.
/// </summary>
public sealed class SearchMessages(ChatDbContext db, ShownMessages messages, TimeProvider clock)
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 50;

    // Whoever belongs to more private threads than these is asked about each message that is found.
    private const int MaxPlaces = 500;

    /// <param name="text">Words, phrases in quotes, and <c>from:name</c>. The last word may be the beginning of one.</param>
    /// <param name="threadId">A thread with its branches; null for everywhere.</param>
    /// <param name="after">Where the page before has ended.</param>
    public async Task<Result> ExecuteAsync(
        long userId, string text, long? threadId, long? after, int? limit, CancellationToken cancellationToken)
    {
        if (SearchQuery.TryParse(text, out var query) is { } reason)
            return new Result.Invalid(reason);

        await using var snapshot = await db.BeginSnapshotAsync(cancellationToken);
        if (threadId is { } id && !await db.Threads.VisibleTo(userId).AnyAsync(thread => thread.Id == id, cancellationToken))
            return new Result.NotFound();

        var authors = await AuthorsAsync(query, cancellationToken);
        if (query.Authors.Count > 0 && authors.Length == 0)
            return new Result.Page([], null, Complete: true);

        var index = new IndexQuery(query.Phrases, await MarksAsync(userId, threadId, authors, cancellationToken));
        var count = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);
        return await FindAsync(query, index, MayBeShown(userId, threadId, authors), after, count, cancellationToken);
    }

    private async Task<Result.Page> FindAsync(
        SearchQuery query, IndexQuery index, Expression<Func<Message, bool>> mayBeShown, long? after, int count, CancellationToken cancellationToken)
    {
        var top = (await db.Messages.MaxAsync(message => (long?)message.Id, cancellationToken) ?? 0) + 1;
        var below = Math.Clamp(after ?? top, 1, top);
        var pending = await IndexQuery.PendingAsync(db, cancellationToken);
        var unread = pending.ToHashSet();
        var read = await ReadAsync(query, mayBeShown, [.. pending.Where(id => id < below)], cancellationToken);
        var (found, down) = await new IndexSweep(db, index, mayBeShown, clock).FindAsync(below, count + 1, id => !unread.Contains(id), cancellationToken);

        var ids = read.Where(id => id >= down).Concat(found).OrderDescending().ToList();
        var page = ids.Take(count).ToList();
        long? next = ids.Count > count ? page[^1] : down > 1 ? down : null;
        return new Result.Page(await ShowAsync(page, cancellationToken), next, pending.Count <= IndexQuery.MaxPending);
    }

    /// <summary>Looks into messages that the index may not know.</summary>
    private async Task<List<long>> ReadAsync(
        SearchQuery query, Expression<Func<Message, bool>> mayBeShown, long[] pending, CancellationToken cancellationToken)
    {
        if (pending.Length == 0)
            return [];

        var texts = await db.Messages
            .Where(message => EF.Parameter(pending).Contains(message.Id))
            .Where(mayBeShown)
            .Select(message => new { message.Id, message.Text })
            .ToListAsync(cancellationToken);
        return [.. texts.Where(message => query.IsIn(message.Text)).Select(message => message.Id)];
    }

    private Expression<Func<Message, bool>> MayBeShown(long userId, long? threadId, long[] authors)
    {
        var threads = db.Threads.VisibleTo(userId);
        if (threadId is { } id)
            threads = threads.Where(thread => thread.Id == id || thread.ParentId == id);

        return authors.Length == 0
            ? message => message.Deleted == null && threads.Any(thread => thread.Id == message.ThreadId)
            : message => message.Deleted == null
                && threads.Any(thread => thread.Id == message.ThreadId)
                && EF.Parameter(authors).Contains(message.AuthorId);
    }

    private async Task<long[]> AuthorsAsync(SearchQuery query, CancellationToken cancellationToken)
    {
        if (query.Authors.Count == 0)
            return [];

        var names = query.Authors.Select(name => PlainText.Storable(name).ToUpperInvariant()).ToArray();
        return await db.Users.Where(user => EF.Parameter(names).Contains(user.NormalizedUserName)).Select(user => user.Id).ToArrayAsync(cancellationToken);
    }

    private async Task<IReadOnlyList<IReadOnlyList<string>>> MarksAsync(
        long userId, long? threadId, long[] authors, CancellationToken cancellationToken)
    {
        var marks = new List<IReadOnlyList<string>>();
        if (authors.Length > 0)
            marks.Add([.. authors.Select(Marks.Author)]);
        if (threadId is { } id)
        {
            marks.Add([Marks.Thread(id)]);
            return marks;
        }

        var own = await db.Threads
            .VisibleTo(userId)
            .Where(thread => thread.Visibility != Visibility.Public && thread.Kind != ThreadKind.Branch)
            .OrderBy(thread => thread.Id)
            .Select(thread => thread.Id)
            .Take(MaxPlaces + 1)
            .ToListAsync(cancellationToken);
        if (own.Count <= MaxPlaces)
            marks.Add([Marks.Public, .. own.Select(Marks.Thread)]);
        return marks;
    }

    private async Task<IReadOnlyList<MessagePlace>> ShowAsync(List<long> ids, CancellationToken cancellationToken)
    {
        var shown = await messages.ByIdAsync(ids, cancellationToken);
        var threadIds = shown.Values.Select(message => message.Thread).Distinct().ToArray();
        var threads = await db.Threads
            .Where(thread => EF.Parameter(threadIds).Contains(thread.Id))
            .Select(ThreadView.Projection)
            .ToDictionaryAsync(thread => thread.Id, cancellationToken);
        return [.. ids.Select(id => new MessagePlace(shown[id], threads[shown[id].Thread]))];
    }

    public abstract record Result
    {
        private Result()
        {
        }

        /// <param name="Messages">The newest first. There may be fewer than asked for, or none, although older ones follow.</param>
        /// <param name="Next">Where the next page begins; null if everything has been looked at.</param>
        /// <param name="Complete">False while the index is so far behind that messages may be missing.</param>
        public sealed record Page(IReadOnlyList<MessagePlace> Messages, long? Next, bool Complete) : Result;

        public sealed record NotFound : Result;

        public sealed record Invalid(Reason Reason) : Result;
    }
}
