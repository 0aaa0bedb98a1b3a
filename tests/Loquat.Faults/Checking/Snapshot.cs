using System.Data.Common;
using Loquat.Faults.Clients;

namespace Loquat.Faults.Checking;

/// <summary>An event as the database holds it.</summary>
/// <param name="ClientId">Of the change that made it; null for what no client asked for.</param>
internal sealed record LoggedEvent(long ThreadId, long Offset, string Type, byte[] Payload, string? ClientId);

/// <summary>One thread as the database holds it: its log, and the state that must equal it.</summary>
/// <param name="Read">How far each user has read.</param>
internal sealed record StoredThread(
    long Id,
    long LastOffset,
    IReadOnlyList<LoggedEvent> Events,
    IReadOnlyDictionary<long, ShownMessage> Messages,
    IReadOnlyDictionary<long, long> Read);

/// <summary>A file as the database holds it.</summary>
/// <param name="MessageId">Null while it waits for a message.</param>
/// <param name="Content">The name of what it holds, in the folder.</param>
internal sealed record FileRow(long Id, long ThreadId, long? MessageId, string Name, long Size, string Content);

/// <summary>
/// The truth, read with plain SQL in one transaction: the checker shares no query with what it checks. The same words are understood by
/// both databases.
/// </summary>
internal sealed record Snapshot(IReadOnlyDictionary<long, StoredThread> Threads, IReadOnlyList<FileRow> Files)
{
    private const string Events = """SELECT thread_id, "offset", type, payload, client_id FROM thread_events ORDER BY thread_id, "offset" """;

    private const string Messages =
        """SELECT id, "offset", author_id, text, client_id, revision, deleted, pinned, thread_id, files FROM messages ORDER BY id""";

    public static async Task<Snapshot> ReadAsync(DbConnection connection)
    {
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
        var rows = new Rows(connection, transaction);
        var heads = await rows.ReadAsync("SELECT id, last_offset FROM threads ORDER BY id", row => (Id: row.GetInt64(0), Last: row.GetInt64(1)));
        var reactions = (await rows.ReadAsync(
                "SELECT message_id, emoji, user_id FROM reactions",
                row => (MessageId: row.GetInt64(0), Reaction: ShownMessage.Reaction(row.GetString(1), row.GetInt64(2)))))
            .ToLookup(stored => stored.MessageId, stored => stored.Reaction);
        var messages = (await rows.ReadAsync(Messages, row => (ThreadId: row.GetInt64(8), Message: MessageIn(row, reactions))))
            .ToLookup(stored => stored.ThreadId, stored => stored.Message);
        var events = (await rows.ReadAsync(Events, EventIn)).ToLookup(logged => logged.ThreadId);
        var read = (await rows.ReadAsync(
                """SELECT thread_id, user_id, "offset" FROM read_positions""",
                row => (ThreadId: row.GetInt64(0), UserId: row.GetInt64(1), Offset: row.GetInt64(2))))
            .ToLookup(position => position.ThreadId);
        var files = await rows.ReadAsync("SELECT id, thread_id, message_id, name, size, content FROM files ORDER BY id", FileIn);

        var threads = heads.ToDictionary(head => head.Id, head => new StoredThread(
            head.Id,
            head.Last,
            [.. events[head.Id]],
            messages[head.Id].ToDictionary(message => message.Id),
            read[head.Id].ToDictionary(position => position.UserId, position => position.Offset)));
        return new Snapshot(threads, files);
    }

    private static LoggedEvent EventIn(DbDataReader row) =>
        new(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetFieldValue<byte[]>(3), row.IsDBNull(4) ? null : row.GetString(4));

    private static ShownMessage MessageIn(DbDataReader row, ILookup<long, string> reactions) => new(
        row.GetInt64(0),
        row.GetInt64(1),
        row.GetInt64(2),
        row.GetString(3),
        row.IsDBNull(4) ? null : row.GetString(4),
        row.GetInt32(5),
        !row.IsDBNull(6),
        !row.IsDBNull(7),
        ShownMessage.Join(reactions[row.GetInt64(0)]))
    {
        Files = row.IsDBNull(9) ? ShownFiles.None : ShownFiles.Of(row.GetString(9)),
    };

    private static FileRow FileIn(DbDataReader row) => new(
        row.GetInt64(0), row.GetInt64(1), row.IsDBNull(2) ? null : row.GetInt64(2), row.GetString(3), row.GetInt64(4), row.GetString(5));

    private sealed class Rows(DbConnection connection, DbTransaction transaction)
    {
        public async Task<List<T>> ReadAsync<T>(string sql, Func<DbDataReader, T> read)
        {
            await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // One of the constants above.
            command.CommandText = sql;
#pragma warning restore CA2100
            command.Transaction = transaction;
            await using var reader = await command.ExecuteReaderAsync();
            var rows = new List<T>();
            while (await reader.ReadAsync())
                rows.Add(read(reader));
            return rows;
        }
    }
}
