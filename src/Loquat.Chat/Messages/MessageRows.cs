using Loquat.Chat.Files;
using Loquat.Chat.Log;

namespace Loquat.Chat.Messages;

/// <summary>The statements that write what becomes of a message. Both databases understand them.</summary>
internal static class MessageRows
{
    private const string UpdateMessage =
        """UPDATE messages SET text = $2, edited = $3, revision = $4, deleted = $5, pinned = $6, mentions = $7, origin = $8, files = $9 WHERE id = $1""";

    private const string InsertRevision =
        """INSERT INTO message_revisions (message_id, number, "offset", text, created) VALUES ($1, $2, $3, $4, $5)""";

    private const string InsertReaction =
        """INSERT INTO reactions (message_id, emoji, user_id, "offset") VALUES ($1, $2, $3, $4)""";

    private const string DeleteReaction = "DELETE FROM reactions WHERE message_id = $1 AND emoji = $2 AND user_id = $3";

    private const string InsertMention =
        """INSERT INTO mentions (user_id, thread_id, "offset", message_id, author_id) VALUES ($1, $2, $3, $4, $5)""";

    private const string RedactPosting = """UPDATE thread_events SET payload = $3 WHERE thread_id = $1 AND "offset" = $2""";

    private const string RedactEdits =
        """
        UPDATE thread_events SET payload = $3 WHERE thread_id = $1 AND "offset" <> $2
        AND "offset" IN (SELECT "offset" FROM message_revisions WHERE message_id = $4)
        """;

    public static RowWrite Update(MessageState message) => new(
        UpdateMessage,
        message.Id,
        message.Text,
        Time(message.Edited),
        message.Revision,
        Time(message.Deleted),
        Time(message.Pinned),
        (object?)Mention.ToColumn(message.Mentions) ?? DBNull.Value,
        (object?)OriginView.ToColumn(message.Origin) ?? DBNull.Value,
        (object?)FileView.ToColumn(message.Files) ?? DBNull.Value);

    public static RowWrite Revision(MessageState message, long offset, DateTimeOffset created) =>
        new(InsertRevision, message.Id, message.Revision, offset, message.Text, created.ToUnixTimeMilliseconds());

    public static RowWrite AddReaction(MessageState message, ReactionState reaction) =>
        new(InsertReaction, message.Id, reaction.Emoji, reaction.User.Id, reaction.Offset);

    public static RowWrite RemoveReaction(MessageState message, ReactionState reaction) =>
        new(DeleteReaction, message.Id, reaction.Emoji, reaction.User.Id);

    public static RowWrite AddMention(MessageState message, long userId) =>
        new(InsertMention, userId, message.ThreadId, message.Offset, message.Id, message.Author.Id);

    public static RowWrite ForgetMentions(MessageState message) => new("DELETE FROM mentions WHERE message_id = $1", message.Id);

    /// <summary>Takes the text out of everything that holds it: the events of the log keep their places, and what they told is gone.</summary>
    public static IEnumerable<RowWrite> Forget(MessageState message)
    {
        var stub = message.View;
        yield return new RowWrite(RedactPosting, message.ThreadId, message.Offset, new MessagePosted(stub).ToJson());
        yield return new RowWrite(RedactEdits, message.ThreadId, message.Offset, new MessageEdited(stub).ToJson(), message.Id);
        yield return new RowWrite("DELETE FROM message_revisions WHERE message_id = $1", message.Id);
        yield return new RowWrite("DELETE FROM reactions WHERE message_id = $1", message.Id);
        yield return ForgetMentions(message);
        yield return FileRows.Forget(message);
        yield return Update(message);
    }

    private static object Time(DateTimeOffset? time) => time is { } at ? at.ToUnixTimeMilliseconds() : DBNull.Value;
}
