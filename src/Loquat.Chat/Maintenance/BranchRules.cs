using System.Runtime.CompilerServices;
using Loquat.Chat.Branches;

namespace Loquat.Chat.Maintenance;

/// <summary>The branches' promises: each starts from a message of its parent, which says so and counts what was said in it.</summary>
internal static class BranchRules
{
    private const string Branches =
        """
        SELECT b.id, b.parent_id, m.thread_id, m.branch,
          (SELECT count(*) FROM messages r WHERE r.thread_id = b.id AND r.deleted IS NULL) AS replies
        FROM threads b LEFT JOIN messages m ON m.id = b.parent_message_id
        WHERE b.parent_id IS NOT NULL OR b.parent_message_id IS NOT NULL OR b.kind = 2 ORDER BY b.id
        """;

    private const string LostMarks =
        """
        SELECT m.thread_id, m."offset", m.id FROM messages m
        WHERE m.branch IS NOT NULL AND NOT EXISTS (SELECT 1 FROM threads b WHERE b.parent_message_id = m.id) ORDER BY m.id
        """;

    public static async IAsyncEnumerable<Finding> FindAsync(Store store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in store.RowsAsync(Branches, cancellationToken))
        {
            var id = row.GetInt64(0);
            if (row.IsDBNull(1) || row.IsDBNull(2) || row.GetInt64(1) != row.GetInt64(2))
                yield return new Finding("The branch does not start from a message of its parent.", id);
            else if (BranchView.FromColumn(row.IsDBNull(3) ? null : row.GetString(3)) is not { } mark || mark.Id != id)
                yield return new Finding("The message that the branch starts from does not say so.", id);
            else if (mark.Replies != row.GetInt64(4))
                yield return new Finding($"The branch holds {row.GetInt64(4)} messages, and the one it starts from counts {mark.Replies}.", id);
        }

        await foreach (var row in store.RowsAsync(LostMarks, cancellationToken))
            yield return new Finding($"Message {row.GetInt64(2)} shows a branch that is not there.", row.GetInt64(0), row.GetInt64(1));
    }
}
