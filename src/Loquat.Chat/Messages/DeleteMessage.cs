using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Messages;

/// <summary>Takes a message's text away, from the history and from the log. Its place stays.</summary>
public sealed class DeleteMessage(MessageChanges changes)
{
    public async Task<AppendResult> ExecuteAsync(long userId, long messageId, string? clientId, CancellationToken cancellationToken) =>
        PlainText.WhyRefusedAsId(clientId) is { } reason
            ? new AppendResult.Invalid(reason)
            : await changes.AppendAsync(messageId, threadId => new Change(threadId, messageId, userId, clientId), cancellationToken);

    internal sealed record Change(long ThreadId, long Message, long ActorId, string? ClientId) : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override long? MessageId => Message;

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
