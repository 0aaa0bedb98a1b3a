using System.Data.Common;
using Loquat.Chat.Branches;
using Loquat.Chat.Files;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;

namespace Loquat.Chat.Log;

/// <summary>Columns that both stores select in the same order, and how to read them.</summary>
internal static class LogRows
{
    public const string Head = "t.id, t.name, t.kind, t.visibility, t.last_offset, t.last_message_at, t.topic, t.archived, t.parent_id, t.parent_message_id";

    /// <summary>Of an event and its thread, followed by its actor and what they are there now.</summary>
    public const string Stored = $"""e."offset", e.type, e.payload, {Head}, {Actor}""";

    public const string BesideStored =
        """
        JOIN threads t ON t.id = e.thread_id JOIN users a ON a.id = e.actor_id
        LEFT JOIN members mb ON mb.thread_id = COALESCE(t.parent_id, t.id) AND mb.user_id = a.id
        """;

    private const int HeadColumns = 10;

    public const string Message =
        """
        m.id, m.thread_id, m."offset", m.author_id, a.user_name, m.client_id, m.text, m.created, m.edited, m.revision, m.deleted, m.pinned,
        m.mentions, q.id, q."offset", qa.id, qa.user_name, m.branch, m.origin, m.files
        """;

    public const string MessageSource =
        """
        messages m JOIN users a ON a.id = m.author_id
        LEFT JOIN messages q ON q.id = m.reply_to_id LEFT JOIN users qa ON qa.id = q.author_id
        """;

    public const string Reaction = """r.message_id, r.emoji, r.user_id, a.user_name, r."offset" """;

    public const string File = "f.id, f.name, f.type, f.size, f.width, f.height, f.thread_id, f.owner_id, f.content, f.message_id";

    public const string Actor = "a.id, a.user_name, a.role, mb.role";

    public static ThreadHead ReadHead(DbDataReader row, int first) => new()
    {
        Id = row.GetInt64(first),
        Name = row.GetString(first + 1),
        Kind = (ThreadKind)row.GetInt32(first + 2),
        Visibility = (Visibility)row.GetInt32(first + 3),
        LastOffset = row.GetInt64(first + 4),
        LastMessageAt = Time(row, first + 5),
        Topic = Text(row, first + 6),
        Archived = Time(row, first + 7),
        Parent = row.IsDBNull(first + 8) ? null : new ParentView(row.GetInt64(first + 8), row.GetInt64(first + 9)),
    };

    public static MessageState ReadMessage(DbDataReader row) => new()
    {
        Id = row.GetInt64(0),
        ThreadId = row.GetInt64(1),
        Offset = row.GetInt64(2),
        Author = new AuthorView(row.GetInt64(3), row.GetString(4)),
        ClientId = Text(row, 5),
        Text = row.GetString(6),
        Created = DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(7)),
        Edited = Time(row, 8),
        Revision = row.GetInt32(9),
        Deleted = Time(row, 10),
        Pinned = Time(row, 11),
        Mentions = Mention.FromColumn(Text(row, 12)) ?? [],
        ReplyTo = row.IsDBNull(13)
            ? null
            : new QuoteView(row.GetInt64(13), row.GetInt64(14), new AuthorView(row.GetInt64(15), row.GetString(16))),
        Branch = BranchView.FromColumn(Text(row, 17)),
        Origin = OriginView.FromColumn(Text(row, 18)),
        Files = FileView.FromColumn(Text(row, 19)) ?? [],
    };

    public static void ReadReaction(DbDataReader row, Dictionary<long, MessageState> messages) =>
        messages[row.GetInt64(0)].Reactions.Add(
            new ReactionState(row.GetString(1), new AuthorView(row.GetInt64(2), row.GetString(3)), row.GetInt64(4)));

    public static void ReadFile(DbDataReader row, Dictionary<long, FileState> files)
    {
        var view = new FileView(row.GetInt64(0), row.GetString(1), row.GetString(2), row.GetInt64(3)) { Width = Number(row, 4), Height = Number(row, 5) };
        long? messageId = row.IsDBNull(9) ? null : row.GetInt64(9);
        files[view.Id] = new FileState(row.GetInt64(6), row.GetInt64(7), view, row.GetString(8)) { MessageId = messageId, IsLoose = messageId is null };
    }

    public static Actor ReadActor(DbDataReader row, int first) => new(
        new AuthorView(row.GetInt64(first), row.GetString(first + 1)),
        (UserRole)row.GetInt32(first + 2),
        row.IsDBNull(first + 3) ? null : (MemberRole)row.GetInt32(first + 3));

    public static StoredEvent ReadStoredEvent(DbDataReader row, int first) => new(
        row.GetInt64(first), row.GetString(first + 1), row.GetFieldValue<byte[]>(first + 2), ReadHead(row, first + 3), ReadActor(row, first + 3 + HeadColumns));

    private static string? Text(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetString(column);

    private static int? Number(DbDataReader row, int column) => row.IsDBNull(column) ? null : row.GetInt32(column);

    private static DateTimeOffset? Time(DbDataReader row, int column) =>
        row.IsDBNull(column) ? null : DateTimeOffset.FromUnixTimeMilliseconds(row.GetInt64(column));
}
