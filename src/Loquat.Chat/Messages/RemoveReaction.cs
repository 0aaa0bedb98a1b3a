using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Messages;

/// <summary>Takes one's own emoji back.</summary>
public sealed class RemoveReaction(MessageChanges changes)
{
    public async Task<AppendResult> ExecuteAsync(
        long userId, long messageId, string emoji, string? clientId, CancellationToken cancellationToken) =>
        (PlainText.WhyRefusedAsEmoji(emoji) ?? PlainText.WhyRefusedAsId(clientId)) is { } reason
            ? new AppendResult.Invalid(reason)
            : await changes.AppendAsync(
                messageId, threadId => new Change(threadId, messageId, userId, emoji, clientId), cancellationToken);

    internal sealed record Change(long ThreadId, long Message, long ActorId, string Emoji, string? ClientId)
        : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override long? MessageId => Message;

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.React) is { } refusal)
                return refusal;
            if (scene.Find(Message) is not { } message)
                return Verdict.NotFound;
            if (message.FindReaction(Emoji, ActorId) is not { } reaction)
                return new Verdict.Unchanged(new NothingChanged(Message));

            message.Reactions.Remove(reaction);
            scene.Write(MessageRows.RemoveReaction(message, reaction));
            return scene.Append(new ReactionRemoved(Message, Emoji, scene.Actor));
        }
    }
}
