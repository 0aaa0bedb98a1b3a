using Loquat.Chat.Files;
using Loquat.Chat.Messages;
using Npgsql;
using NpgsqlTypes;

namespace Loquat.Chat.Log;

/// <summary>The log on PostgreSQL: whole groups travel as arrays, so that a group of any size takes five round trips.</summary>
internal sealed class PostgresLogStore(NpgsqlDataSource source, string node) : ILogStore
{
    // In the order of their ids, in which every node takes them: no two writers ever wait for each other in a circle. The weaker of the two
    // locks for writing, since a row that only refers to a thread need not wait.
    private const string LockThreads =
        $"""
        SELECT {LogRows.Head} FROM threads t
        WHERE t.id = ANY($1 || ARRAY(SELECT b.parent_id FROM threads b WHERE b.id = ANY($1) AND b.parent_id IS NOT NULL))
        ORDER BY t.id FOR NO KEY UPDATE
        """;

    private const string FindRepeats =
        $"""
        SELECT e.actor_id, e.client_id, {LogRows.Stored}
        FROM unnest($1::bigint[], $2::text[]) AS k (actor_id, client_id)
        JOIN thread_events e ON e.actor_id = k.actor_id AND e.client_id = k.client_id AND e.client_id IS NOT NULL
        {LogRows.BesideStored}
        """;

    private const string FindActors =
        $"""
        SELECT k.thread_id, {LogRows.Actor} FROM unnest($1::bigint[], $2::bigint[]) AS k (thread_id, user_id)
        JOIN users a ON a.id = k.user_id LEFT JOIN members mb ON mb.thread_id = k.thread_id AND mb.user_id = k.user_id
        """;

    private const string FindNamed =
        $"""
        SELECT k.thread_id, {LogRows.Actor} FROM unnest($1::bigint[], $2::text[]) AS k (thread_id, name)
        JOIN users a ON a.normalized_user_name = k.name LEFT JOIN members mb ON mb.thread_id = k.thread_id AND mb.user_id = a.id
        """;

    private const string FindStarters =
        $"""
        SELECT k.thread_id, {LogRows.Actor} FROM unnest($1::bigint[], $2::bigint[]) AS k (thread_id, message_id)
        JOIN messages m ON m.id = k.message_id JOIN users a ON a.id = m.author_id
        LEFT JOIN members mb ON mb.thread_id = k.thread_id AND mb.user_id = a.id
        """;

    private const string FindFollowers =
        """
        SELECT f.thread_id, f.user_id FROM unnest($1::bigint[], $2::bigint[]) AS k (thread_id, user_id)
        JOIN followers f ON f.thread_id = k.thread_id AND f.user_id = k.user_id
        """;

    private const string FindMessages =
        $"SELECT {LogRows.Message} FROM {LogRows.MessageSource} WHERE m.id = ANY($1)";

    private const string FindReactions =
        $"SELECT {LogRows.Reaction} FROM reactions r JOIN users a ON a.id = r.user_id WHERE r.message_id = ANY($1)";

    // Locked, in the order of their ids: who takes one back, or deletes or passes on its message in another thread, comes before or after.
    private const string FindFiles = $"SELECT {LogRows.File} FROM files f WHERE f.id = ANY($1) OR f.message_id = ANY($2) ORDER BY f.id FOR UPDATE";

    private const string FindOwners = "SELECT thread_id, user_id FROM members WHERE thread_id = ANY($1) AND role = 1";

    private const string FindPeople = "SELECT normalized_user_name, id, user_name FROM users WHERE normalized_user_name = ANY($1)";

    private const string InsertMessages =
        """
        INSERT INTO messages (thread_id, "offset", author_id, client_id, text, created, mentions, reply_to_id, origin, files)
        SELECT * FROM unnest(
            $1::bigint[], $2::bigint[], $3::bigint[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::bigint[], $9::text[],
            $10::text[])
        RETURNING id, thread_id, "offset"
        """;

    private const string InsertEvents =
        """
        INSERT INTO thread_events (thread_id, "offset", type, payload, created, actor_id, client_id)
        SELECT * FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::bytea[], $5::bigint[], $6::bigint[], $7::text[])
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
            var head = LogRows.ReadHead(reader, 0);
            heads.Add(head.Id, head);
        }

        return heads;
    }

    public async Task<GroupFacts> ReadAsync(GroupNeeds needs, CancellationToken cancellationToken)
    {
        var facts = new GroupFacts();
        await using var batch = new NpgsqlBatch(_connection, _transaction);
        var readers = new List<Action<NpgsqlDataReader>>();

        // First of all: what is read after the lock has seen what was committed while it was waited for.
        Ask(needs.LooseFiles.Count + needs.FilesOf.Count, FindFiles, row => LogRows.ReadFile(row, facts.Files),
            () => [Bigints(needs.LooseFiles), Bigints(needs.FilesOf)]);
        Ask(needs.Keys.Count, FindRepeats, row => facts.Repeats[new(row.GetInt64(0), row.GetString(1))] = LogRows.ReadStoredEvent(row, 2),
            () => [Bigints(needs.Keys.Select(key => key.ActorId)), Texts(needs.Keys.Select(key => key.ClientId))]);
        Ask(needs.Actors.Count, FindActors, row => facts.Actors[(row.GetInt64(0), row.GetInt64(1))] = LogRows.ReadActor(row, 1),
            () => [Bigints(needs.Actors.Select(it => it.ThreadId)), Bigints(needs.Actors.Select(it => it.UserId))]);
        Ask(needs.Named.Count, FindNamed, row => facts.Actors[(row.GetInt64(0), row.GetInt64(1))] = LogRows.ReadActor(row, 1),
            () => [Bigints(needs.Named.Select(it => it.ThreadId)), Texts(needs.Named.Select(it => it.Name))]);
        Ask(needs.Starts.Count, FindStarters, row => facts.Actors[(row.GetInt64(0), row.GetInt64(1))] = LogRows.ReadActor(row, 1),
            () => [Bigints(needs.Starts.Select(it => it.ThreadId)), Bigints(needs.Starts.Select(it => it.MessageId))]);
        Ask(needs.Followers.Count, FindFollowers, row => facts.Followers.Add((row.GetInt64(0), row.GetInt64(1))),
            () => [Bigints(needs.Followers.Select(it => it.ThreadId)), Bigints(needs.Followers.Select(it => it.UserId))]);
        Ask(needs.Messages.Count, FindMessages, row => facts.Messages[row.GetInt64(0)] = LogRows.ReadMessage(row),
            () => [Bigints(needs.Messages)]);
        Ask(needs.Messages.Count, FindReactions, row => LogRows.ReadReaction(row, facts.Messages), () => [Bigints(needs.Messages)]);
        Ask(needs.Owned.Count, FindOwners, row => facts.Owners.Add((row.GetInt64(0), row.GetInt64(1))), () => [Bigints(needs.Owned)]);
        Ask(needs.Names.Count, FindPeople, row => facts.People[row.GetString(0)] = new AuthorView(row.GetInt64(1), row.GetString(2)),
            () => [Texts(needs.Names)]);

        await using var rows = await batch.ExecuteReaderAsync(cancellationToken);
        foreach (var read in readers)
        {
            while (await rows.ReadAsync(cancellationToken))
                read(rows);

            await rows.NextResultAsync(cancellationToken);
        }

        return facts;

        void Ask(int count, string sql, Action<NpgsqlDataReader> read, Func<NpgsqlParameter[]> parameters)
        {
            if (count == 0)
                return;

            batch.BatchCommands.Add(BatchCommand(sql, parameters()));
            readers.Add(read);
        }
    }

    public async Task InsertMessagesAsync(IReadOnlyList<MessageState> messages, CancellationToken cancellationToken)
    {
        await using var command = Command(
            InsertMessages,
            Bigints(messages.Select(message => message.ThreadId)),
            Bigints(messages.Select(message => message.Offset)),
            Bigints(messages.Select(message => message.Author.Id)),
            Texts(messages.Select(message => message.ClientId)),
            Texts(messages.Select(message => message.Text)),
            Bigints(messages.Select(message => message.Created.ToUnixTimeMilliseconds())),
            Texts(messages.Select(message => Mention.ToColumn(message.Mentions))),
            new NpgsqlParameter<long?[]> { TypedValue = [.. messages.Select(message => message.ReplyTo?.Id)] },
            Texts(messages.Select(message => OriginView.ToColumn(message.Origin))),
            Texts(messages.Select(message => FileView.ToColumn(message.Files))));

        // Nothing promises the order of what comes back.
        var byPlace = messages.ToDictionary(message => (message.ThreadId, message.Offset));
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            byPlace[(reader.GetInt64(1), reader.GetInt64(2))].Id = reader.GetInt64(0);
    }

    public async Task WriteAsync(
        IReadOnlyList<EventDraft> events,
        IReadOnlyList<RowWrite> rows,
        IReadOnlyCollection<ThreadHead> heads,
        CancellationToken cancellationToken)
    {
        await using var batch = new NpgsqlBatch(_connection, _transaction);
        if (events.Count > 0)
            batch.BatchCommands.Add(InsertOf(events));
        foreach (var row in rows)
            batch.BatchCommands.Add(BatchCommand(row.Sql, [.. row.Values.Select(value => new NpgsqlParameter { Value = value })]));
        if (heads.Count > 0)
        {
            batch.BatchCommands.Add(MoveOf(heads));
            batch.BatchCommands.Add(WakeOf(heads));
        }

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

    private static NpgsqlBatchCommand InsertOf(IReadOnlyList<EventDraft> events) => BatchCommand(
        InsertEvents,
        Bigints(events.Select(draft => draft.Thread.Id)),
        Bigints(events.Select(draft => draft.Offset)),
        Texts(events.Select(draft => draft.Content.Type)),
        new NpgsqlParameter<byte[][]>
        {
            TypedValue = [.. events.Select(draft => draft.Payload)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bytea,
        },
        Bigints(events.Select(draft => draft.Created.ToUnixTimeMilliseconds())),
        Bigints(events.Select(draft => draft.ActorId)),
        Texts(events.Select(draft => draft.ClientId)));

    private NpgsqlBatchCommand WakeOf(IReadOnlyCollection<ThreadHead> heads) => BatchCommand(
        WakeOthers,
        new NpgsqlParameter { Value = LogNotification.Channel },
        Texts(LogNotification.Write(node, Epoch, heads.Select(head => (head.Id, head.LastOffset)))));

    private static NpgsqlBatchCommand MoveOf(IReadOnlyCollection<ThreadHead> heads) => BatchCommand(
        MoveHeads,
        Bigints(heads.Select(head => head.Id)),
        Bigints(heads.Select(head => head.LastOffset)),
        new NpgsqlParameter<long?[]> { TypedValue = [.. heads.Select(head => head.LastMessageAt?.ToUnixTimeMilliseconds())] });
}
