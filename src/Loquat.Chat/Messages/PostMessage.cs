using System.Diagnostics;
using Loquat.Chat.Database;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Messages;

/// <summary>Says something in a thread. With a client id it may be repeated any number of times and is said once.</summary>
public sealed class PostMessage(ChatDbContext db, PostMessage.Queries queries, ThreadLog log)
{
    public async Task<Result> ExecuteAsync(long userId, long threadId, string text, string? clientId, CancellationToken cancellationToken)
    {
        if ((PlainText.WhyRefused(text, Message.MaxTextLength) ?? WhyRefused(clientId)) is { } reason)
            return new Result.Invalid(reason);

        try
        {
            return await queries.AuthorIn(db, userId, threadId, cancellationToken) is { } author
                ? ResultOf(await log.AppendAsync(new Change.PostMessage(threadId, author, text, clientId), cancellationToken))
                : new Result.NotFound();
        }
        catch (Exception e) when (Trouble.IsTemporary(e))
        {
            // The log answers so itself; here it was the question who may write. The author keeps the message and tries again.
            return new Result.Unavailable();
        }
    }

    private static Result ResultOf(AppendResult result) => result switch
    {
        AppendResult.Appended { Message: { } message } appended => new Result.Posted(message, appended.Thread, appended.Position),
        AppendResult.NoSuchThread => new Result.NotFound(),
        AppendResult.Unavailable => new Result.Unavailable(),
        _ => throw new UnreachableException(),
    };

    private static string? WhyRefused(string? clientId) =>
        clientId is null || PlainText.WhyRefused(clientId, Message.MaxClientIdLength) is null ? null : "The client id is not valid.";

    /// <summary>Compiled once per database: a compiled query belongs to one provider's model.</summary>
    public sealed class Queries
    {
        internal Func<ChatDbContext, long, long, CancellationToken, Task<AuthorView?>> AuthorIn { get; } =
            Access.Compile((db, userId, threadId, _) => db.Threads
                .VisibleTo(userId)
                .Where(thread => thread.Id == threadId)
                .SelectMany(thread => db.Users.Where(user => user.Id == userId))
                .Select(user => new AuthorView(user.Id, user.UserName!))
                .SingleOrDefault());
    }

    public abstract record Result
    {
        private Result()
        {
        }

        /// <summary>Durable, and what the first attempt made if this was not the first.</summary>
        public sealed record Posted(MessageView Message, ThreadView Thread, LogPosition Position) : Result;

        public sealed record NotFound : Result;

        public sealed record Invalid(string Reason) : Result;

        /// <summary>Not known to be written. Trying again with the same client id is safe.</summary>
        public sealed record Unavailable : Result;
    }
}
