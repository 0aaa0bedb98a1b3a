using Loquat.Chat.Database;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Messages;

/// <summary>
/// A page of a thread's messages as they are now: edited, deleted, with their reactions. All of it is of one moment, which the page names; with
/// the events that come after, it is what a later page would show.
/// </summary>
public sealed class ShowHistory(ChatDbContext db, ShownMessages messages, ShowHistory.Queries queries)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 200;

    /// <summary>How many events besides messages come with a page. Where there are more, the page ends sooner.</summary>
    public const int MaxEvents = 100;

    /// <summary>The newest page, unless one of the offsets says which.</summary>
    /// <param name="before">Only messages below it, the last of them.</param>
    /// <param name="after">Only messages beyond it, the first of them.</param>
    /// <param name="around">Half of the page below it; the other half begins with it.</param>
    /// <param name="withEvents">What happened to the thread itself comes along.</param>
    /// <param name="known">The moment of the same page that the caller still has. All that a page shows is in the thread's log, so it stays true until the log goes on.</param>
    public async Task<Result> ExecuteAsync(
        long userId, long threadId, long? before, int? limit, CancellationToken cancellationToken, long? after = null, long? around = null,
        bool withEvents = false, LogPosition? known = null)
    {
        if (new[] { before, after, around }.Count(offset => offset is not null) > 1)
            return new Result.Invalid(Reason.PageAmbiguous);

        await using var snapshot = await db.BeginSnapshotAsync(cancellationToken);
        if (await queries.HeadOf(db, userId, threadId, cancellationToken) is not { } head)
            return new Result.NotFound();

        var top = new LogPosition(head.Thread.Offset, head.Epoch);
        if (top == known)
            return new Result.Unchanged();

        var count = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);
        var page = (after, around) switch
        {
            ({ } offset, _) => await AfterAsync(threadId, offset, count, cancellationToken),
            (_, { } offset) => await AroundAsync(threadId, offset, count, cancellationToken),
            _ => await BeforeAsync(threadId, before, count, cancellationToken),
        };
        if (withEvents)
            page = await WithEventsAsync(threadId, page with { Last = Math.Min(page.Last, head.Thread.Offset) }, after, around, cancellationToken);

        return new Result.Page(page.Messages, head.Thread, page.More, top)
        {
            Newer = page.Newer,
            News = page.News,
        };
    }

    /// <summary>Together with what happened to the thread on that stretch: all of it, or else the page ends sooner.</summary>
    private async Task<Stretch> WithEventsAsync(long threadId, Stretch page, long? after, long? around, CancellationToken cancellationToken)
    {
        var log = new PageEvents(db, threadId);
        if (after is not null)
        {
            var (last, events) = await log.OldestAsync(page.First, page.Last, MaxEvents, cancellationToken);
            return page.Within(page.First, last, events);
        }
        if (around is { } offset)
        {
            var middle = Math.Clamp(offset, 1, page.Last + 1);
            var (begin, below) = await log.NewestAsync(page.First, middle - 1, MaxEvents / 2, cancellationToken);
            var (end, beyond) = await log.OldestAsync(Math.Max(page.First, middle), page.Last, MaxEvents / 2, cancellationToken);
            return page.Within(begin, end, [.. below, .. beyond]);
        }

        var (first, newest) = await log.NewestAsync(page.First, page.Last, MaxEvents, cancellationToken);
        return page.Within(first, page.Last, newest);
    }

    private async Task<Stretch> BeforeAsync(long threadId, long? offset, int count, CancellationToken cancellationToken)
    {
        var (older, more) = await OlderAsync(threadId, offset ?? long.MaxValue, count, cancellationToken);
        var newer = offset is { } end
            && await db.Messages.AnyAsync(message => message.ThreadId == threadId && message.Offset >= end, cancellationToken);
        return new Stretch(older, more, newer, more ? older[0].Offset : 1, Math.Max(offset ?? long.MaxValue, 1) - 1);
    }

    private async Task<Stretch> AfterAsync(long threadId, long offset, int count, CancellationToken cancellationToken)
    {
        var first = Math.Clamp(offset, 0, long.MaxValue - 1) + 1;
        var (newer, more) = await NewerAsync(threadId, first, count, cancellationToken);
        var older = await db.Messages.AnyAsync(message => message.ThreadId == threadId && message.Offset < first, cancellationToken);
        return new Stretch(newer, older, more, first, more ? newer[^1].Offset : long.MaxValue);
    }

    private async Task<Stretch> AroundAsync(long threadId, long offset, int count, CancellationToken cancellationToken)
    {
        var (older, more) = await OlderAsync(threadId, offset, count / 2, cancellationToken);
        var (newer, moreNewer) = await NewerAsync(threadId, offset, count - (count / 2), cancellationToken);
        List<MessageView> all = [.. older, .. newer];
        var first = !more ? 1 : all is [var oldest, ..] ? oldest.Offset : offset;
        return new Stretch(all, more, moreNewer, first, moreNewer ? all[^1].Offset : long.MaxValue);
    }

    private async Task<(List<MessageView> Messages, bool More)> OlderAsync(
        long threadId, long before, int count, CancellationToken cancellationToken)
    {
        var found = await messages.BeforeAsync(threadId, before, count + 1, cancellationToken);
        var more = found.Count > count;
        if (more)
            found.RemoveAt(0);

        return (found, more);
    }

    private async Task<(List<MessageView> Messages, bool More)> NewerAsync(
        long threadId, long from, int count, CancellationToken cancellationToken)
    {
        var found = await messages.FromAsync(threadId, from, count + 1, cancellationToken);
        var more = found.Count > count;
        if (more)
            found.RemoveAt(count);

        return (found, more);
    }

    /// <param name="First">Where it begins: what stands right before the first of the messages is part of the page before.</param>
    /// <param name="Last">Where it ends.</param>
    private sealed record Stretch(IReadOnlyList<MessageView> Messages, bool More, bool Newer, long First, long Last)
    {
        public ThreadNews? News { get; init; }

        /// <summary>What of it lies there, with what happened there to the thread.</summary>
        public Stretch Within(long first, long last, IReadOnlyList<LoggedEvent> events) => new(
            first == First && last == Last ? Messages : [.. Messages.Where(message => message.Offset >= first && message.Offset <= last)],
            More || first > First,
            Newer || last < Last,
            first,
            last)
        {
            News = new ThreadNews(first, last, events),
        };
    }

    /// <summary>Compiled once per database: a compiled query belongs to one provider's model.</summary>
    public sealed class Queries
    {
        internal Func<ChatDbContext, long, long, CancellationToken, Task<Head?>> HeadOf { get; } =
            Access.Compile((db, userId, threadId, _) => db.Threads
                .VisibleTo(userId)
                .Where(thread => thread.Id == threadId)
                .Select(thread => new Head(
                    new ThreadView(
                        thread.Id, thread.Name, thread.Visibility == Visibility.Private, thread.LastOffset, thread.LastMessageAt)
                    {
                        Direct = thread.Kind == ThreadKind.Direct,
                        Topic = thread.Topic,
                        ArchivedAt = thread.Archived,
                        Parent = thread.ParentId == null ? null : new ParentView(thread.ParentId.Value, thread.ParentMessageId!.Value),
                    },
                    db.Epochs.Where(epoch => epoch.Id == 1).First().Name))
                .SingleOrDefault());
    }

    internal sealed record Head(ThreadView Thread, string Epoch);

    public abstract record Result
    {
        private Result()
        {
        }

        /// <param name="Messages">Ascending by offset.</param>
        /// <param name="More">Older ones exist: ask again before the first of these.</param>
        /// <param name="Top">The moment that the page is of, and where to follow the log from.</param>
        public sealed record Page(IReadOnlyList<MessageView> Messages, ThreadView Thread, bool More, LogPosition Top) : Result
        {
            /// <summary>Newer ones exist: ask again after the last of these.</summary>
            public bool Newer { get; init; }

            /// <summary>What happened to the thread itself on the stretch of this page; null if nobody asked.</summary>
            public ThreadNews? News { get; init; }
        }

        /// <summary>The caller may see the page, and has it.</summary>
        public sealed record Unchanged : Result;

        public sealed record NotFound : Result;

        public sealed record Invalid(Reason Reason) : Result;
    }
}
