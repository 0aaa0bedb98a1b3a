using Loquat.Chat.Log;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Messages;

/// <summary>Hands changes to messages that exist to the log of their thread, which a message never leaves.</summary>
public sealed class MessageChanges(ChatDbContext db, MessageChanges.Queries queries, ThreadLog log)
{
    internal async Task<AppendResult> AppendAsync(long messageId, Func<long, ThreadChange> change, CancellationToken cancellationToken) =>
        await queries.ThreadOf(db, messageId, cancellationToken) is { } threadId
            ? await log.AppendAsync(change(threadId), cancellationToken)
            : new AppendResult.NotFound();

    /// <summary>Compiled once per database: a compiled query belongs to one provider's model.</summary>
    public sealed class Queries
    {
        internal Func<ChatDbContext, long, CancellationToken, Task<long?>> ThreadOf { get; } =
            EF.CompileAsyncQuery((ChatDbContext db, long messageId, CancellationToken _) => db.Messages
                .Where(message => message.Id == messageId)
                .Select(message => (long?)message.ThreadId)
                .SingleOrDefault());
    }
}
