using Loquat.Chat.Database;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Messages;

/// <summary>
/// A page of a thread's messages, backwards from its end or from an offset, as they are now: edited, deleted, with their reactions. All of it
/// is of one moment, which the page names; with the events that come after, it is what a later page would show.
/// </summary>
public sealed class ShowHistory(ChatDbContext db, ShowHistory.Queries queries)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 200;

    /// <param name="beforeOffset">Only messages below it; null for the newest page.</param>
    public async Task<Result> ExecuteAsync(
        long userId, long threadId, long? beforeOffset, int? limit, CancellationToken cancellationToken)
    {
        await using var snapshot = await db.BeginSnapshotAsync(cancellationToken);
        if (await queries.HeadOf(db, userId, threadId, cancellationToken) is not { } head)
            return new Result.NotFound();

        var before = beforeOffset ?? long.MaxValue;
        var count = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);
        var messages = new List<MessageView>(count + 1);
        await foreach (var message in queries.PageBefore(db, threadId, before, count + 1).WithCancellation(cancellationToken))
            messages.Add(message);

        var more = messages.Count > count;
        if (more)
            messages.RemoveAt(count);

        messages.Reverse();
        await AddReactionsAsync(messages, cancellationToken);
        return new Result.Page(messages, head.Thread, more, new LogPosition(head.Thread.Offset, head.Epoch));
    }

    private async Task AddReactionsAsync(List<MessageView> messages, CancellationToken cancellationToken)
    {
        var ids = messages.ConvertAll(message => message.Id);
        var found = new List<(long MessageId, ReactionState Reaction)>();
        await foreach (var (messageId, emoji, userId, username, offset) in queries.ReactionsTo(db, ids).WithCancellation(cancellationToken))
            found.Add((messageId, new ReactionState(emoji, new AuthorView(userId, username), offset)));

        var byMessage = found.ToLookup(it => it.MessageId, it => it.Reaction);
        for (var i = 0; i < messages.Count && byMessage.Count > 0; i++)
            messages[i] = messages[i] with { Reactions = ReactionView.Group(byMessage[messages[i].Id]) };
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
                    },
                    db.Epochs.Where(epoch => epoch.Id == 1).First().Name))
                .SingleOrDefault());

        internal Func<ChatDbContext, long, long, int, IAsyncEnumerable<MessageView>> PageBefore { get; } =
            EF.CompileAsyncQuery((ChatDbContext db, long threadId, long before, int count) => db.Messages
                .Where(message => message.ThreadId == threadId && message.Offset < before)
                .OrderByDescending(message => message.Offset)
                .Take(count)
                .Join(db.Users, message => message.AuthorId, user => user.Id, (message, user) => new { message, user })
                .OrderByDescending(joined => joined.message.Offset)
                .Select(joined => new MessageView(
                    joined.message.Id,
                    new AuthorView(joined.user.Id, joined.user.UserName!),
                    joined.message.Text,
                    joined.message.ThreadId,
                    joined.message.Offset,
                    joined.message.ClientId,
                    joined.message.Created)
                {
                    EditedAt = joined.message.Edited,
                    Revision = joined.message.Revision,
                    DeletedAt = joined.message.Deleted,
                    PinnedAt = joined.message.Pinned,
                    ReplyTo = db.Messages
                        .Where(quoted => quoted.Id == joined.message.ReplyToId)
                        .Join(db.Users, quoted => quoted.AuthorId, user => user.Id, (quoted, user) =>
                            new QuoteView(quoted.Id, quoted.Offset, new AuthorView(user.Id, user.UserName!)))
                        .SingleOrDefault(),
                    Mentions = Mention.FromColumn(joined.message.Mentions),
                }));

        internal Func<ChatDbContext, List<long>, IAsyncEnumerable<ReactionRow>> ReactionsTo { get; } =
            EF.CompileAsyncQuery((ChatDbContext db, List<long> messageIds) => db.Reactions
                .Where(reaction => messageIds.Contains(reaction.MessageId))
                .Join(db.Users, reaction => reaction.UserId, user => user.Id, (reaction, user) =>
                    new ReactionRow(reaction.MessageId, reaction.Emoji, user.Id, user.UserName!, reaction.Offset)));
    }

    internal sealed record ReactionRow(long MessageId, string Emoji, long UserId, string Username, long Offset);

    internal sealed record Head(ThreadView Thread, string Epoch);

    public abstract record Result
    {
        private Result()
        {
        }

        /// <param name="Messages">Ascending by offset.</param>
        /// <param name="More">Older ones exist: ask again before the first of these.</param>
        /// <param name="Top">The moment that the page is of, and where to follow the log from.</param>
        public sealed record Page(IReadOnlyList<MessageView> Messages, ThreadView Thread, bool More, LogPosition Top) : Result;

        public sealed record NotFound : Result;
    }
}
