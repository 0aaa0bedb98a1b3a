using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Messages;

/// <summary>A page of a thread's messages, backwards from its end or from an offset.</summary>
public sealed class ShowHistory(ChatDbContext db, ShowHistory.Queries queries)
{
    public const int DefaultLimit = 100;
    public const int MaxLimit = 200;

    /// <param name="beforeOffset">Only messages below it; null for the newest page.</param>
    public async Task<Result> ExecuteAsync(
        long userId, long threadId, long? beforeOffset, int? limit, CancellationToken cancellationToken)
    {
        if (await queries.HeadOf(db, userId, threadId, cancellationToken) is not { } head)
            return new Result.NotFound();

        // Never above the top that the page is answered with: whoever replays the log from there must not meet a message again.
        var before = Math.Min(beforeOffset ?? long.MaxValue, head.Thread.Offset + 1);
        var count = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);
        var messages = new List<MessageView>(count + 1);
        await foreach (var message in queries.PageBefore(db, threadId, before, count + 1).WithCancellation(cancellationToken))
            messages.Add(message);

        var more = messages.Count > count;
        if (more)
            messages.RemoveAt(count);

        messages.Reverse();
        return new Result.Page(messages, head.Thread, more, new LogPosition(head.Thread.Offset, head.Epoch));
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
                        thread.Id, thread.Name, thread.Visibility == Visibility.Private, thread.LastOffset, thread.LastMessageAt),
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
                    joined.message.Created)));
    }

    internal sealed record Head(ThreadView Thread, string Epoch);

    public abstract record Result
    {
        private Result()
        {
        }

        /// <param name="Messages">Ascending by offset.</param>
        /// <param name="More">Older ones exist: ask again before the first of these.</param>
        /// <param name="Top">Where to follow the log from: nothing of this page is above it.</param>
        public sealed record Page(IReadOnlyList<MessageView> Messages, ThreadView Thread, bool More, LogPosition Top) : Result;

        public sealed record NotFound : Result;
    }
}
