using Loquat.Chat.Log;

namespace Loquat.Chat.Threads;

/// <summary>The statements that write what becomes of a thread and its members. Both databases understand them.</summary>
internal static class ThreadRows
{
    private const string InsertMember = "INSERT INTO members (thread_id, user_id, role, joined) VALUES ($1, $2, $3, $4)";

    private const string SetRole = "UPDATE members SET role = $3 WHERE thread_id = $1 AND user_id = $2";

    private const string DeleteMember = "DELETE FROM members WHERE thread_id = $1 AND user_id = $2";

    private const string InsertReading =
        """
        INSERT INTO read_positions (user_id, thread_id, "offset") VALUES ($1, $2, $3) ON CONFLICT (user_id, thread_id) DO NOTHING
        """;

    public static RowWrite Update(ThreadHead thread) => new(
        "UPDATE threads SET name = $2, topic = $3, archived = $4 WHERE id = $1",
        thread.Id,
        thread.Name,
        (object?)thread.Topic ?? DBNull.Value,
        thread.Archived is { } at ? at.ToUnixTimeMilliseconds() : DBNull.Value);

    /// <summary>Nobody has to catch up on what was said before they came.</summary>
    public static IEnumerable<RowWrite> Join(ThreadHead thread, long userId, MemberRole role, DateTimeOffset joined) =>
    [
        new(InsertMember, thread.Id, userId, (int)role, joined.ToUnixTimeMilliseconds()),
        StartReading(thread, userId, thread.LastOffset),
    ];

    /// <summary>They have read so far, unless they have said something else themselves.</summary>
    public static RowWrite StartReading(ThreadHead thread, long userId, long readTo) => new(InsertReading, userId, thread.Id, readTo);

    public static RowWrite ChangeRole(ThreadHead thread, long userId, MemberRole role) => new(SetRole, thread.Id, userId, (int)role);

    public static RowWrite Leave(ThreadHead thread, long userId) => new(DeleteMember, thread.Id, userId);
}
