using Loquat.Chat.Threads;
using Microsoft.Data.Sqlite;

namespace Loquat.Chat.Log;

/// <summary>
/// The log in a SQLite file: prepared statements, row by row, since there is no trip to save. Nothing here is asynchronous; the writer
/// runs it on a thread of its own, which may wait for the disk.
/// </summary>
internal sealed class SqliteLogStore(ChatDatabase database) : ILogStore
{
    private const string FindThread = "SELECT id, name, visibility, last_offset, last_message_at FROM threads WHERE id = $1";

    private const string FindMessage =
        """
        SELECT m.id, m."offset", m.text, m.created, t.id, t.name, t.visibility, t.last_offset, t.last_message_at
        FROM messages m JOIN threads t ON t.id = m.thread_id WHERE m.author_id = $1 AND m.client_id = $2
        """;

    private const string InsertMessage =
        """
        INSERT INTO messages (thread_id, "offset", author_id, client_id, text, created) VALUES ($1, $2, $3, $4, $5, $6) RETURNING id
        """;

    private const string InsertEvent =
        """INSERT INTO thread_events (thread_id, "offset", type, payload, created) VALUES ($1, $2, $3, $4, $5)""";

    private const string MoveHead = "UPDATE threads SET last_offset = $2, last_message_at = $3 WHERE id = $1";

    private readonly Dictionary<string, SqliteCommand> _prepared = [];
    private SqliteConnection? _connection;

    public string Epoch { get; private set; } = "";

    public Task BeginAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (_connection is null)
        {
            _connection = database.OpenSqlite();
            Epoch = (string)Prepared("SELECT name FROM log_epoch WHERE id = 1").ExecuteScalar()!;
        }

        // The one lock of the file, taken before anything is read: what is read stays true until the commit.
        Prepared("BEGIN IMMEDIATE").ExecuteNonQuery();
        return Task.CompletedTask;
    }

    public Task<Dictionary<long, ThreadHead>> LockAsync(IReadOnlyCollection<long> threadIds, CancellationToken cancellationToken)
    {
        var heads = new Dictionary<long, ThreadHead>();
        foreach (var id in threadIds)
        {
            using var reader = Prepared(FindThread, id).ExecuteReader();
            if (reader.Read())
                heads.Add(id, ReadHead(reader, 0));
        }

        return Task.FromResult(heads);
    }

    public Task<Dictionary<ClientKey, StoredMessage>> FindAsync(IReadOnlyCollection<ClientKey> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ClientKey, StoredMessage>();
        foreach (var key in keys)
        {
            using var reader = Prepared(FindMessage, key.AuthorId, key.ClientId).ExecuteReader();
            if (reader.Read())
            {
                found[key] = new StoredMessage(
                    reader.GetInt64(0), reader.GetInt64(1), reader.GetString(2), Time(reader.GetInt64(3)), ReadHead(reader, 4));
            }
        }

        return Task.FromResult(found);
    }

    public Task InsertMessagesAsync(IReadOnlyList<MessageDraft> drafts, CancellationToken cancellationToken)
    {
        foreach (var draft in drafts)
        {
            var insert = Prepared(
                InsertMessage,
                draft.Thread.Id,
                draft.Offset,
                draft.Post.Author.Id,
                (object?)draft.Post.ClientId ?? DBNull.Value,
                draft.Post.Text,
                draft.Created.ToUnixTimeMilliseconds());
            draft.Complete((long)insert.ExecuteScalar()!);
        }

        return Task.CompletedTask;
    }

    public Task InsertEventsAsync(
        IReadOnlyList<MessageDraft> drafts, IReadOnlyCollection<ThreadHead> heads, CancellationToken cancellationToken)
    {
        foreach (var draft in drafts)
        {
            Prepared(
                InsertEvent,
                draft.Thread.Id,
                draft.Offset,
                MessagePosted.EventType,
                draft.Payload,
                draft.Created.ToUnixTimeMilliseconds()).ExecuteNonQuery();
        }

        foreach (var head in heads)
            Prepared(MoveHead, head.Id, head.LastOffset, head.LastMessageAt!.Value.ToUnixTimeMilliseconds()).ExecuteNonQuery();

        return Task.CompletedTask;
    }

    public Task CommitAsync(CancellationToken cancellationToken)
    {
        Prepared("COMMIT").ExecuteNonQuery();
        return Task.CompletedTask;
    }

    public Task AbandonAsync()
    {
        foreach (var command in _prepared.Values)
            command.Dispose();

        _prepared.Clear();
        _connection?.Dispose();
        _connection = null;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync() => await AbandonAsync();

    private SqliteCommand Prepared(string sql, params ReadOnlySpan<object> values)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = _connection!.CreateCommand();
#pragma warning disable CA2100 // One of the constants above.
            command.CommandText = sql;
#pragma warning restore CA2100
            for (var i = 1; i <= values.Length; i++)
                command.Parameters.Add(new SqliteParameter { ParameterName = $"${i}" });

            _prepared.Add(sql, command);
        }

        for (var i = 0; i < values.Length; i++)
            command.Parameters[i].Value = values[i];

        return command;
    }

    private static ThreadHead ReadHead(SqliteDataReader reader, int first) => new(
        reader.GetInt64(first),
        reader.GetString(first + 1),
        (Visibility)reader.GetInt32(first + 2),
        reader.GetInt64(first + 3),
        reader.IsDBNull(first + 4) ? null : Time(reader.GetInt64(first + 4)));

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
