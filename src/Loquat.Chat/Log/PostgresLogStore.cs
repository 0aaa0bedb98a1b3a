using Loquat.Chat.Threads;
using Npgsql;
using NpgsqlTypes;

namespace Loquat.Chat.Log;

/// <summary>The log on PostgreSQL: whole groups travel as arrays, so that a group of any size takes five round trips.</summary>
internal sealed class PostgresLogStore(NpgsqlDataSource source, string node) : ILogStore
{
    // In the order of their ids, in which every node takes them: no two writers ever wait for each other in a circle.
    private const string LockThreads =
        """
        SELECT id, name, visibility, last_offset, last_message_at FROM threads WHERE id = ANY($1) ORDER BY id FOR UPDATE
        """;

    private const string FindMessages =
        """
        SELECT m.author_id, m.client_id, m.id, m."offset", m.text, m.created, t.id, t.name, t.visibility, t.last_offset, t.last_message_at
        FROM unnest($1::bigint[], $2::text[]) AS k (author_id, client_id)
        JOIN messages m ON m.author_id = k.author_id AND m.client_id = k.client_id
        JOIN threads t ON t.id = m.thread_id
        """;

    private const string InsertMessages =
        """
        INSERT INTO messages (thread_id, "offset", author_id, client_id, text, created)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[])
        RETURNING id, thread_id, "offset"
        """;

    private const string InsertEvents =
        """
        INSERT INTO thread_events (thread_id, "offset", type, payload, created)
        SELECT k.thread_id, k."offset", $3, k.payload, k.created
        FROM unnest($1::bigint[], $2::bigint[], $4::bytea[], $5::bigint[]) AS k (thread_id, "offset", payload, created)
        """;

    private const string MoveHeads =
        """
        UPDATE threads t SET last_offset = k.last_offset, last_message_at = k.last_message_at
        FROM unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS k (id, last_offset, last_message_at) WHERE t.id = k.id
        """;

    // Heard when the transaction commits, and only then.
    private const string WakeOthers = "SELECT pg_notify($1, payload) FROM unnest($2::text[]) payload";

    private NpgsqlConnection? _connection;
    private NpgsqlTransaction? _transaction;

    public string Epoch { get; private set; } = "";

    public async Task BeginAsync(CancellationToken cancellationToken)
    {
        if (_connection is null)
        {
            _connection = await source.OpenConnectionAsync(cancellationToken);
            await using var epoch = new NpgsqlCommand("SELECT name FROM log_epoch WHERE id = 1", _connection);
            Epoch = (string)(await epoch.ExecuteScalarAsync(cancellationToken))!;
        }

        // Read committed, on purpose: a statement after the lock must see what was committed while it waited for it.
        _transaction = await _connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);
    }

    public async Task<Dictionary<long, ThreadHead>> LockAsync(IReadOnlyCollection<long> threadIds, CancellationToken cancellationToken)
    {
        await using var command = Command(LockThreads, Bigints(threadIds));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var heads = new Dictionary<long, ThreadHead>();
        while (await reader.ReadAsync(cancellationToken))
        {
            var head = ReadHead(reader, 0);
            heads.Add(head.Id, head);
        }

        return heads;
    }

    public async Task<Dictionary<ClientKey, StoredMessage>> FindAsync(
        IReadOnlyCollection<ClientKey> keys, CancellationToken cancellationToken)
    {
        var found = new Dictionary<ClientKey, StoredMessage>();
        if (keys.Count == 0)
            return found;

        await using var command = Command(FindMessages, Bigints(keys.Select(key => key.AuthorId)), Texts(keys.Select(key => key.ClientId)));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            found[new ClientKey(reader.GetInt64(0), reader.GetString(1))] = new StoredMessage(
                reader.GetInt64(2), reader.GetInt64(3), reader.GetString(4), Time(reader.GetInt64(5)), ReadHead(reader, 6));
        }

        return found;
    }

    public async Task InsertMessagesAsync(IReadOnlyList<MessageDraft> drafts, CancellationToken cancellationToken)
    {
        await using var command = Command(
            InsertMessages,
            Bigints(drafts.Select(draft => draft.Thread.Id)),
            Bigints(drafts.Select(draft => draft.Offset)),
            Bigints(drafts.Select(draft => draft.Post.Author.Id)),
            Texts(drafts.Select(draft => draft.Post.ClientId)),
            Texts(drafts.Select(draft => draft.Post.Text)),
            Bigints(drafts.Select(draft => draft.Created.ToUnixTimeMilliseconds())));

        // Nothing promises the order of what comes back.
        var byPlace = drafts.ToDictionary(draft => (draft.Thread.Id, draft.Offset));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            byPlace[(reader.GetInt64(1), reader.GetInt64(2))].Complete(reader.GetInt64(0));
    }

    public async Task InsertEventsAsync(
        IReadOnlyList<MessageDraft> drafts, IReadOnlyCollection<ThreadHead> heads, CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection, _transaction);
        batch.BatchCommands.Add(BatchCommand(
            InsertEvents,
            Bigints(drafts.Select(draft => draft.Thread.Id)),
            Bigints(drafts.Select(draft => draft.Offset)),
            new NpgsqlParameter { Value = MessagePosted.EventType },
            new NpgsqlParameter<byte[][]>
            {
                TypedValue = [.. drafts.Select(draft => draft.Payload)],
                NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
            },
            Bigints(drafts.Select(draft => draft.Created.ToUnixTimeMilliseconds()))));
        batch.BatchCommands.Add(BatchCommand(
            MoveHeads,
            Bigints(heads.Select(head => head.Id)),
            Bigints(heads.Select(head => head.LastOffset)),
            Bigints(heads.Select(head => head.LastMessageAt!.Value.ToUnixTimeMilliseconds()))));
        batch.BatchCommands.Add(BatchCommand(
            WakeOthers,
            new NpgsqlParameter { Value = LogNotification.Channel },
            Texts(LogNotification.Write(node, Epoch, heads.Select(head => (head.Id, head.LastOffset))))));
        await batch.ExecuteNonQueryAsync(cancellationToken);
    }

    public async Task CommitAsync(CancellationToken cancellationToken)
    {
        await _transaction!.CommitAsync(cancellationToken);
        await _transaction.DisposeAsync();
        _transaction = null;
    }

    public async Task AbandonAsync()
    {
        if (_transaction is not null)
            await _transaction.DisposeAsync();
        if (_connection is not null)
            await _connection.DisposeAsync();

        (_transaction, _connection) = (null, null);
    }

    public async ValueTask DisposeAsync() => await AbandonAsync();

    private NpgsqlCommand Command(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
#pragma warning disable CA2100 // One of the constants above.
        var command = new NpgsqlCommand(sql, _connection, _transaction);
#pragma warning restore CA2100
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        return command;
    }

    private static NpgsqlBatchCommand BatchCommand(string sql, params ReadOnlySpan<NpgsqlParameter> parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        foreach (var parameter in parameters)
            command.Parameters.Add(parameter);

        return command;
    }

    private static NpgsqlParameter<long[]> Bigints(IEnumerable<long> values) => new() { TypedValue = [.. values] };

    private static NpgsqlParameter<string?[]> Texts(IEnumerable<string?> values) =>
        new() { TypedValue = [.. values], NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static ThreadHead ReadHead(NpgsqlDataReader reader, int first) => new(
        reader.GetInt64(first),
        reader.GetString(first + 1),
        (Visibility)reader.GetInt32(first + 2),
        reader.GetInt64(first + 3),
        reader.IsDBNull(first + 4) ? null : Time(reader.GetInt64(first + 4)));

    private static DateTimeOffset Time(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}
