using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Branches;

/// <summary>The statements that write what becomes of a branch. Both databases understand them.</summary>
internal static class BranchRows
{
    private const string InsertFollower =
        "INSERT INTO followers (user_id, thread_id, since) VALUES ($1, $2, $3) ON CONFLICT (user_id, thread_id) DO NOTHING";

    private const string DeleteFollower = "DELETE FROM followers WHERE user_id = $1 AND thread_id = $2";

    private const string UpdateMark = "UPDATE messages SET branch = $2 WHERE id = $1";

    public static RowWrite Mark(MessageState message) => new(UpdateMark, message.Id, BranchView.ToColumn(message.Branch)!);

    public static IEnumerable<RowWrite> Follow(ThreadHead branch, long userId, long readTo, DateTimeOffset since) =>
    [
        new(InsertFollower, userId, branch.Id, since.ToUnixTimeMilliseconds()),
        ThreadRows.StartReading(branch, userId, readTo),
    ];

    public static RowWrite Unfollow(ThreadHead branch, long userId) => new(DeleteFollower, userId, branch.Id);
}
