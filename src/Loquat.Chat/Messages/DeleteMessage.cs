using Loquat.Chat.Files;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Messages;

/// <summary>Takes a message's text and its files away, from the history and from the log. Its place stays.</summary>
public sealed class DeleteMessage(ChatDbContext db, MessageChanges changes, DropContent drop)
{
    public async Task<AppendResult> ExecuteAsync(long userId, long messageId, string? clientId, CancellationToken cancellationToken)
    {
        if (PlainText.WhyRefusedAsId(clientId) is { } reason)
            return new AppendResult.Invalid(reason);

        var contents = await db.Files.Where(file => file.MessageId == messageId).Select(file => file.Content).ToListAsync(cancellationToken);
        var result = await changes.AppendAsync(messageId, threadId => new Change(threadId, messageId, userId, clientId), cancellationToken);

        // It is deleted, whether or not whoever asked for it is still there.
        if (result is AppendResult.Appended)
            await drop.ExecuteAsync(contents, CancellationToken.None);

        return result;
    }

    internal sealed record Change(long ThreadId, long Message, long ActorId, string? ClientId) : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override long? MessageId => Message;

        internal override bool ConcernsFiles => true;

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.See) is { } refusal)
                return refusal;
            if (scene.Find(Message) is not { } message)
                return Verdict.NotFound;
            if (!scene.May(message.Author.Id == ActorId ? ThreadAction.ChangeOwnMessage : ThreadAction.DeleteAnyMessage))
                return Verdict.Forbidden;
            if (message.Deleted is not null)
                return new Verdict.Unchanged(new NothingChanged(Message, message.View));

            message.Forget(scene.Now);
            foreach (var row in MessageRows.Forget(message))
                scene.Write(row);

            scene.NoteReplyGone();

            return scene.Append(new MessageDeleted(Message, message.View, scene.Actor));
        }
    }
}
