using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Messages;

/// <summary>Puts an emoji on a message. Each person's emoji is there once.</summary>
public sealed class AddReaction(MessageChanges changes)
{
    /// <summary>A message is no list: more kinds of emojis than this have no room below it.</summary>
    public const int MaxKinds = 50;

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
            if (message.Deleted is not null)
                return Verdict.Conflict(Reason.MessageDeleted);
            if (message.FindReaction(Emoji, ActorId) is not null)
                return new Verdict.Unchanged(new NothingChanged(Message));
            if (message.IsFullFor(Emoji))
                return Verdict.Conflict(Reason.TooManyReactions);

            var reaction = new ReactionState(Emoji, scene.Actor, scene.Thread.Advance());
            message.Reactions.Add(reaction);
            scene.Write(MessageRows.AddReaction(message, reaction));
            return new Verdict.Appended(reaction.Offset, () => new ReactionAdded(Message, Emoji, scene.Actor));
        }
    }
}
