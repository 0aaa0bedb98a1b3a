using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Messages;

/// <summary>Says something else instead. What was said before stays readable as a revision.</summary>
public sealed class EditMessage(MessageChanges changes)
{
    /// <param name="text">May be empty if the message has files.</param>
    public async Task<AppendResult> ExecuteAsync(
        long userId, long messageId, string text, string? clientId, CancellationToken cancellationToken)
    {
        var said = string.IsNullOrWhiteSpace(text) ? "" : text;
        if ((WhyRefused(said) ?? PlainText.WhyRefusedAsId(clientId)) is { } reason)
            return new AppendResult.Invalid(reason);

        var result = await changes.AppendAsync(
            messageId, threadId => new Change(threadId, messageId, userId, said, clientId), cancellationToken);

        // Nothing is said of no message: that is wrong in any case.
        return said.Length == 0 && result is AppendResult.NotFound ? new AppendResult.Invalid(Reason.TextEmpty) : result;
    }

    // A message with files may say nothing. Whether it has some is seen when it is decided.
    private static Reason? WhyRefused(string text) => text.Length == 0 ? null : PlainText.WhyRefused(text, Message.MaxTextLength);

    internal sealed record Change(long ThreadId, long Message, long ActorId, string Text, string? ClientId)
        : ThreadChange(ThreadId, ActorId, ClientId)
    {
        internal override long? MessageId => Message;

        internal override IReadOnlyCollection<string> NormalizedNames { get; } = Mention.NamesIn(Text);

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.ChangeOwnMessage) is { } refusal)
                return refusal;
            if (scene.Find(Message) is not { } message)
                return Verdict.NotFound;
            if (Text.Length == 0 && message.Files.Count == 0)
                return Verdict.Invalid(Reason.TextEmpty);
            if (message.Author.Id != ActorId)
                return Verdict.Forbidden;
            if (message.Deleted is not null)
                return Verdict.Conflict(Reason.MessageDeleted);

            var offset = scene.Thread.Advance();
            Revise(message, offset, scene);
            scene.Write(MessageRows.ForgetMentions(message));
            scene.CallOut(message);
            scene.Write(MessageRows.Update(message));
            var view = message.View;
            return new Verdict.Appended(offset, () => new MessageEdited(view));
        }

        private void Revise(MessageState message, long offset, Scene scene)
        {
            // What was said first becomes a revision of its own with the first edit: most messages are never edited.
            if (message.Revision == 0)
                scene.Write(MessageRows.Revision(message, message.Offset, message.Created));

            message.Text = Text;
            message.Edited = scene.Now;
            message.Revision++;
            message.Mentions = Mention.Resolve(NormalizedNames, scene);
            scene.Write(MessageRows.Revision(message, offset, scene.Now));
        }
    }
}
