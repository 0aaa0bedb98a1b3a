using System.Text.Json;
using System.Text.Json.Serialization;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Saving;

/// <summary>Somebody keeps a message for later, or lets it go. Nobody else is told.</summary>
public sealed class SaveMessage(MessageChanges changes, ThreadLog log)
{
    /// <param name="isSaved">False to let it go.</param>
    /// <returns><see cref="AppendResult.Noted"/>, or why not.</returns>
    public async Task<AppendResult> ExecuteAsync(long userId, long messageId, bool isSaved, CancellationToken cancellationToken)
    {
        var result = await changes.AppendAsync(messageId, threadId => new Change(threadId, messageId, userId, isSaved), cancellationToken);
        if (result is AppendResult.Noted)
            log.Tell(Announcements.UserChannelOf(userId), new MessageSaved(messageId, isSaved).ToJson());

        return result;
    }

    internal sealed record Change(long ThreadId, long Message, long ActorId, bool IsSaved) : ThreadChange(ThreadId, ActorId, ClientId: null)
    {
        private const string Insert =
            "INSERT INTO saved_messages (user_id, message_id, saved) VALUES ($1, $2, $3) ON CONFLICT (user_id, message_id) DO NOTHING";

        private const string Delete = "DELETE FROM saved_messages WHERE user_id = $1 AND message_id = $2";

        internal override long? MessageId => Message;

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.See) is { } refusal)
                return refusal;
            if (scene.Find(Message) is not { } message)
                return Verdict.NotFound;
            if (IsSaved && message.Deleted is not null)
                return Verdict.Conflict(Reason.MessageDeleted);

            scene.Write(IsSaved
                ? new RowWrite(Insert, ActorId, Message, scene.Now.ToUnixTimeMilliseconds())
                : new RowWrite(Delete, ActorId, Message));
            return new Verdict.Noted();
        }
    }
}

/// <summary>What the channel <c>user:{id}</c> carries when its user keeps a message, or lets it go.</summary>
public sealed record MessageSaved(long MessageId, bool Saved)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "message.saved";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Plain.MessageSaved);
}
