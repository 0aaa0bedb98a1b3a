using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Messages;

/// <summary>Keeps a message at hand for everybody in its thread, or no longer.</summary>
public sealed class PinMessage(MessageChanges changes)
{
    /// <param name="isPinned">False to take the pin away.</param>
    public async Task<AppendResult> ExecuteAsync(
        long userId, long messageId, bool isPinned, string? clientId, CancellationToken cancellationToken) =>
        PlainText.WhyRefusedAsId(clientId) is { } reason
            ? new AppendResult.Invalid(reason)
            : await changes.AppendAsync(
                messageId, threadId => new Change(threadId, messageId, userId, isPinned, clientId), cancellationToken);

    internal sealed record Change(long ThreadId, long Message, long ActorId, bool IsPinned, string? ClientId)
        : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override long? MessageId => Message;

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.Pin) is { } refusal)
                return refusal;
            if (scene.Find(Message) is not { } message)
                return Verdict.NotFound;
            if (message.Deleted is not null)
                return Verdict.Conflict(Reason.MessageDeleted);
            if (message.Pinned is not null == IsPinned)
                return new Verdict.Unchanged(new NothingChanged(Message));

            message.Pinned = IsPinned ? scene.Now : null;
            scene.Write(MessageRows.Update(message));
            return scene.Append(IsPinned
                ? new MessagePinned(Message, scene.Actor, scene.Now)
                : new MessageUnpinned(Message, scene.Actor));
        }
    }
}
