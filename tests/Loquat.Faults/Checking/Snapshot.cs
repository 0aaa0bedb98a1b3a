using System.Data.Common;
using System.Text.Json;
using Loquat.Faults.Clients;

namespace Loquat.Faults.Checking;

/// <summary>An event as the database holds it.</summary>
/// <param name="ClientId">Of the change that made it, if its payload says it.</param>
internal sealed record LoggedEvent(long ThreadId, long Offset, string Type, byte[] Payload, string? ClientId)
{
    public static LoggedEvent Of(long threadId, long offset, string type, byte[] payload)
    {
        using var json = JsonDocument.Parse(payload);
        return new LoggedEvent(threadId, offset, type, payload, ClientIdIn(json.RootElement));
    }

    private static string? ClientIdIn(JsonElement payload) =>
        payload.TryGetProperty("message", out var message) && message.TryGetProperty("clientId", out var clientId) ? clientId.GetString() : null;
}

/// <summary>One thread as the database holds it: its log, and the state that must equal it.</summary>
internal sealed record StoredThread(long Id, long LastOffset, IReadOnlyList<LoggedEvent> Events, IReadOnlyDictionary<long, ShownMessage> Messages);

/// <summary>
/// The truth, read with plain SQL in one transaction: the checker shares no query with what it checks. The same words are understood by
/// both databases.
/// </summary>
internal sealed record Snapshot(IReadOnlyDictionary<long, StoredThread> Threads)
{
    public static async Task<Snapshot> ReadAsync(DbConnection connection)
    {
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.Serializable);
        var heads = await RowsAsync(
            connection, transaction, "SELECT id, last_offset FROM threads ORDER BY id", row => (Id: row.GetInt64(0), LastOffset: row.GetInt64(1)));
        var events = await RowsAsync(
            connection,
            transaction,
            """SELECT thread_id, "offset", type, payload FROM thread_events ORDER BY thread_id, "offset" """,
            row => LoggedEvent.Of(row.GetInt64(0), row.GetInt64(1), row.GetString(2), row.GetFieldValue<byte[]>(3)));
        var messages = await RowsAsync(
            connection,
            transaction,
            """SELECT thread_id, id, "offset", author_id, text, client_id FROM messages ORDER BY id""",
            row => (ThreadId: row.GetInt64(0), Message: MessageIn(row)));

        var eventsOf = events.ToLookup(logged => logged.ThreadId);
        var messagesOf = messages.ToLookup(stored => stored.ThreadId, stored => stored.Message);
        return new Snapshot(heads.ToDictionary(
            head => head.Id,
            head => new StoredThread(head.Id, head.LastOffset, [.. eventsOf[head.Id]], messagesOf[head.Id].ToDictionary(message => message.Id))));
    }

    private static ShownMessage MessageIn(DbDataReader row) =>
        new(row.GetInt64(1), row.GetInt64(2), row.GetInt64(3), row.GetString(4), row.IsDBNull(5) ? null : row.GetString(5));

    private static async Task<List<T>> RowsAsync<T>(DbConnection connection, DbTransaction transaction, string sql, Func<DbDataReader, T> read)
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
