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

    /// <summary>How many events besides messages come with a page: the newest of its stretch.</summary>
    public const int MaxEvents = 100;

    // How far back in the log they are looked for, in offsets.
    private const int EventReach = 10_000;

    // What happens to the thread itself. Everything else the messages of a page show as it is now.
    private static readonly string[] OfThread =
    [
        ThreadRenamed.EventType, TopicChanged.EventType, ThreadArchived.EventType, ThreadReopened.EventType,
        MemberJoined.EventType, MemberLeft.EventType, MemberRoleChanged.EventType,
    ];

    /// <summary>The newest page, unless one of the offsets says which.</summary>
    /// <param name="before">Only messages below it, the last of them.</param>
    /// <param name="after">Only messages beyond it, the first of them.</param>
    /// <param name="around">Half of the page below it; the other half begins with it.</param>
    /// <param name="withEvents">What happened to the thread itself comes along.</param>
    public async Task<Result> ExecuteAsync(
        long userId, long threadId, long? before, int? limit, CancellationToken cancellationToken, long? after = null, long? around = null,
        bool withEvents = false)
    {
        if (new[] { before, after, around }.Count(offset => offset is not null) > 1)
            return new Result.Invalid(Reason.PageAmbiguous);

        await using var snapshot = await db.BeginSnapshotAsync(cancellationToken);
        if (await queries.HeadOf(db, userId, threadId, cancellationToken) is not { } head)
            return new Result.NotFound();

        var count = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);
        var page = (after, around) switch
        {
            ({ } offset, _) => await AfterAsync(threadId, offset, count, cancellationToken),
            (_, { } offset) => await AroundAsync(threadId, offset, count, cancellationToken),
            _ => await BeforeAsync(threadId, before, count, cancellationToken),
        };
        return new Result.Page(page.Messages, head.Thread, page.More, new LogPosition(head.Thread.Offset, head.Epoch))
        {
            Newer = page.Newer,
            Events = withEvents ? await EventsOfAsync(threadId, page, before, after, head.Thread.Offset, cancellationToken) : null,
        };
    }

    /// <summary>Those of the stretch that the page covers, so that pages that follow each other leave none out and bring none twice.</summary>
    private async Task<IReadOnlyList<LoggedEvent>> EventsOfAsync(
        long threadId, Stretch page, long? before, long? after, long top, CancellationToken cancellationToken)
    {
        var last = page.Newer && before is null ? (page.Messages is [.., var newest] ? newest.Offset : top) : Math.Min(top, (before ?? long.MaxValue) - 1);
        var first = after is { } position ? position + 1 : !page.More ? 1 : page.Messages is [var oldest, ..] ? oldest.Offset : last + 1;
        first = Math.Max(first, last - EventReach + 1);
        var events = await db.Events
            .Where(e => e.ThreadId == threadId && e.Offset >= first && e.Offset <= last && OfThread.Contains(e.Type))
            .OrderByDescending(e => e.Offset)
            .Take(MaxEvents)
            .Select(e => new LoggedEvent(e.Offset, e.Type, e.Payload, e.Created))
            .ToListAsync(cancellationToken);
        events.Reverse();
        return events;
    }

    private async Task<Stretch> BeforeAsync(long threadId, long? offset, int count, CancellationToken cancellationToken)
    {
        var (older, more) = await OlderAsync(threadId, offset ?? long.MaxValue, count, cancellationToken);
        var newer = offset is { } end
            && await db.Messages.AnyAsync(message => message.ThreadId == threadId && message.Offset >= end, cancellationToken);
        return new Stretch(older, more, newer);
    }

    private async Task<Stretch> AfterAsync(long threadId, long offset, int count, CancellationToken cancellationToken)
    {
        var (newer, more) = await NewerAsync(threadId, offset == long.MaxValue ? offset : offset + 1, count, cancellationToken);
        var older = await db.Messages.AnyAsync(message => message.ThreadId == threadId && message.Offset <= offset, cancellationToken);
        return new Stretch(newer, older, more);
    }

    private async Task<Stretch> AroundAsync(long threadId, long offset, int count, CancellationToken cancellationToken)
    {
        var (older, more) = await OlderAsync(threadId, offset, count / 2, cancellationToken);
        var (newer, moreNewer) = await NewerAsync(threadId, offset, count - (count / 2), cancellationToken);
        return new Stretch([.. older, .. newer], more, moreNewer);
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

    private sealed record Stretch(IReadOnlyList<MessageView> Messages, bool More, bool Newer);

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

            /// <summary>What happened to the thread itself on the stretch of this page, ascending; null if nobody asked.</summary>
            public IReadOnlyList<LoggedEvent>? Events { get; init; }
        }

        public sealed record NotFound : Result;

        public sealed record Invalid(Reason Reason) : Result;
    }
}
