using System.Runtime.CompilerServices;
using Loquat.Chat.Files;

namespace Loquat.Chat.Maintenance;

/// <summary>The files' promises: a message shows those that are its own, and each is where it has to be.</summary>
internal static class FileRules
{
    private const string Shown =
        """
        SELECT m.thread_id, m."offset", m.id, m.files, f.id FROM messages m LEFT JOIN files f ON f.message_id = m.id
        WHERE m.files IS NOT NULL ORDER BY m.id, f.id
        """;

    private const string Hidden =
        """
        SELECT f.id, f.thread_id FROM files f JOIN messages m ON m.id = f.message_id
        WHERE m.files IS NULL OR m.thread_id <> f.thread_id ORDER BY f.id
        """;

    private const string Contents = "SELECT content, size, MIN(id) FROM files GROUP BY content, size ORDER BY content";

    public static async IAsyncEnumerable<Finding> FindAsync(Store store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var message = default(ShownFiles);
        await foreach (var row in store.RowsAsync(Shown, cancellationToken))
        {
            if (message?.Id != row.GetInt64(2))
            {
                if (message?.WhyWrong() is { } wrong)
                    yield return wrong;

                message = new ShownFiles(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetString(3));
            }

            if (!row.IsDBNull(4))
                message.Rows.Add(row.GetInt64(4));
        }

        if (message?.WhyWrong() is { } last)
            yield return last;

        await foreach (var row in store.RowsAsync(Hidden, cancellationToken))
            yield return new Finding($"File {row.GetInt64(0)} belongs to a message that does not show it.", row.GetInt64(1));
    }

    /// <summary>Compares the rows with what lies in the folder.</summary>
    public static async IAsyncEnumerable<Finding> FindMissingAsync(
        Store store, ContentFolder folder, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await foreach (var row in store.RowsAsync(Contents, cancellationToken))
        {
            var (size, id) = (row.GetInt64(1), row.GetInt64(2));
            if (folder.SizeOf(row.GetString(0)) is not { } found)
                yield return new Finding($"The content of file {id} is not in {folder.Root}.");
            else if (found != size)
                yield return new Finding($"The content of file {id} has {found} bytes and not {size}.");
        }
    }

    /// <summary>What a message says about its files, and the rows that there are.</summary>
    private sealed record ShownFiles(long Thread, long Offset, long Id, string Column)
    {
        public HashSet<long> Rows { get; } = [];

        public Finding? WhyWrong() => Rows.SetEquals((FileView.FromColumn(Column) ?? []).Select(file => file.Id))
            ? null
            : new Finding($"Message {Id} shows other files than it has.", Thread, Offset);
    }
}
