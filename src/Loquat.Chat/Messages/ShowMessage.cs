using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Messages;

/// <summary>One message and where it stands, for links and quotes.</summary>
public sealed class ShowMessage(ChatDbContext db, ShownMessages messages)
{
    /// <summary>Null if there is no such message, or not for this user.</summary>
    public async Task<MessagePlace?> ExecuteAsync(long userId, long messageId, CancellationToken cancellationToken)
    {
        var thread = await db.Threads
            .VisibleTo(userId)
            .Where(thread => db.Messages.Any(message => message.Id == messageId && message.ThreadId == thread.Id))
            .Select(ThreadView.Projection)
            .SingleOrDefaultAsync(cancellationToken);
        return thread is null ? null : new MessagePlace((await messages.ByIdAsync([messageId], cancellationToken))[messageId], thread);
    }
}

public sealed record MessagePlace(MessageView Message, ThreadView Thread);
