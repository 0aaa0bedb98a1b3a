using Loquat.Chat.Database;
using Loquat.Chat.Files;
using Loquat.Chat.Messages;
using Microsoft.Data.Sqlite;

namespace Loquat.Chat.Log;

/// <summary>
/// The log in a SQLite file: prepared statements, row by row, since there is no trip to save. Nothing here is asynchronous; the writer
/// runs it on a thread of its own, which may wait for the disk.
/// </summary>
internal sealed class SqliteLogStore(ChatDatabase database, WalCheckpoints checkpoints) : ILogStore
{
    private const string FindThread = $"SELECT {LogRows.Head} FROM threads t WHERE t.id = $1";

    private const string FindRepeat =
        $"""
        SELECT {LogRows.Stored} FROM thread_events e {LogRows.BesideStored} WHERE e.actor_id = $1 AND e.client_id = $2
        """;

    private const string FindActor =
        $"""
        SELECT {LogRows.Actor} FROM users a LEFT JOIN members mb ON mb.user_id = a.id AND mb.thread_id = $1 WHERE a.id = $2
        """;

    private const string FindNamed =
        $"""
        SELECT {LogRows.Actor} FROM users a LEFT JOIN members mb ON mb.user_id = a.id AND mb.thread_id = $1 WHERE a.normalized_user_name = $2
        """;

    private const string FindStarter =
        $"""
        SELECT {LogRows.Actor} FROM messages m JOIN users a ON a.id = m.author_id LEFT JOIN members mb ON mb.user_id = a.id AND mb.thread_id = $1
        WHERE m.id = $2
        """;

    private const string FindFollower = "SELECT 1 FROM followers WHERE thread_id = $1 AND user_id = $2";

    private const string FindMessage = $"SELECT {LogRows.Message} FROM {LogRows.MessageSource} WHERE m.id = $1";

    private const string FindReactions =
        $"SELECT {LogRows.Reaction} FROM reactions r JOIN users a ON a.id = r.user_id WHERE r.message_id = $1";

    private const string FindFile = $"SELECT {LogRows.File} FROM files f WHERE f.id = $1";

    private const string FindFilesOf = $"SELECT {LogRows.File} FROM files f WHERE f.message_id = $1";

    private const string FindOwners = "SELECT user_id FROM members WHERE thread_id = $1 AND role = 1";

    private const string FindPerson = "SELECT id, user_name FROM users WHERE normalized_user_name = $1";

    private const string InsertMessage =
        """
        INSERT INTO messages (thread_id, "offset", author_id, client_id, text, created, mentions, reply_to_id, origin, files)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) RETURNING id
        """;

    private const string InsertEvent =
        """
        INSERT INTO thread_events (thread_id, "offset", type, payload, created, actor_id, client_id) VALUES ($1, $2, $3, $4, $5, $6, $7)
        """;

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
            Add(id);
            if (heads.GetValueOrDefault(id)?.Parent is { } parent)
                Add(parent.Thread);
        }

        return Task.FromResult(heads);

        void Add(long id)
        {
            if (!heads.ContainsKey(id))
                Read(row => heads.Add(id, LogRows.ReadHead(row, 0)), FindThread, id);
        }
    }

    public Task<GroupFacts> ReadAsync(GroupNeeds needs, CancellationToken cancellationToken)
    {
        var facts = new GroupFacts();
        foreach (var key in needs.Keys)
            Read(row => facts.Repeats[key] = LogRows.ReadStoredEvent(row, 0), FindRepeat, key.ActorId, key.ClientId);
        foreach (var place in needs.Actors)
            Read(row => facts.Actors[place] = LogRows.ReadActor(row, 0), FindActor, place.ThreadId, place.UserId);
        foreach (var (threadId, name) in needs.Named)
            Read(row => facts.Actors[(threadId, row.GetInt64(0))] = LogRows.ReadActor(row, 0), FindNamed, threadId, name);
        foreach (var (threadId, messageId) in needs.Starts)
            Read(row => facts.Actors[(threadId, row.GetInt64(0))] = LogRows.ReadActor(row, 0), FindStarter, threadId, messageId);
        foreach (var (threadId, userId) in needs.Followers)
            Read(_ => facts.Followers.Add((threadId, userId)), FindFollower, threadId, userId);
        foreach (var id in needs.Messages)
        {
            Read(row => facts.Messages[id] = LogRows.ReadMessage(row), FindMessage, id);
            Read(row => LogRows.ReadReaction(row, facts.Messages), FindReactions, id);
        }

        foreach (var id in needs.LooseFiles)
            Read(row => LogRows.ReadFile(row, facts.Files), FindFile, id);
        foreach (var id in needs.FilesOf)
            Read(row => LogRows.ReadFile(row, facts.Files), FindFilesOf, id);
        foreach (var id in needs.Owned)
            Read(row => facts.Owners.Add((id, row.GetInt64(0))), FindOwners, id);
        foreach (var name in needs.Names)
            Read(row => facts.People[name] = new AuthorView(row.GetInt64(0), row.GetString(1)), FindPerson, name);

        return Task.FromResult(facts);
    }

    public Task InsertMessagesAsync(IReadOnlyList<MessageState> messages, CancellationToken cancellationToken)
    {
        foreach (var message in messages)
        {
            var insert = Prepared(
                InsertMessage,
                message.ThreadId,
                message.Offset,
                message.Author.Id,
                (object?)message.ClientId ?? DBNull.Value,
                message.Text,
                message.Created.ToUnixTimeMilliseconds(),
                (object?)Mention.ToColumn(message.Mentions) ?? DBNull.Value,
                (object?)message.ReplyTo?.Id ?? DBNull.Value,
                (object?)OriginView.ToColumn(message.Origin) ?? DBNull.Value,
                (object?)FileView.ToColumn(message.Files) ?? DBNull.Value);
            message.Id = (long)insert.ExecuteScalar()!;
        }

        return Task.CompletedTask;
    }

    public Task WriteAsync(
        IReadOnlyList<EventDraft> events,
        IReadOnlyList<RowWrite> rows,
        IReadOnlyCollection<ThreadHead> heads,
        CancellationToken cancellationToken)
    {
        foreach (var draft in events)
            Insert(draft);
        foreach (var row in rows)
            Prepared(row.Sql, row.Values).ExecuteNonQuery();
        foreach (var head in heads)
            Prepared(MoveHead, head.Id, head.LastOffset, Time(head.LastMessageAt)).ExecuteNonQuery();

        return Task.CompletedTask;
    }

    public Task CommitAsync(CancellationToken cancellationToken)
    {
        Prepared("COMMIT").ExecuteNonQuery();
        checkpoints.Committed(_connection!);
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

    public async ValueTask DisposeAsync()
    {
        await AbandonAsync();
        await checkpoints.Copying;
    }

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

    private void Insert(EventDraft draft) => Prepared(
        InsertEvent,
        draft.Thread.Id,
        draft.Offset,
        draft.Content.Type,
        draft.Payload,
        draft.Created.ToUnixTimeMilliseconds(),
        draft.ActorId,
        (object?)draft.ClientId ?? DBNull.Value).ExecuteNonQuery();

    private void Read(Action<SqliteDataReader> each, string sql, params ReadOnlySpan<object> values)
    {
        using var reader = Prepared(sql, values).ExecuteReader();
        while (reader.Read())
            each(reader);
    }

    private static object Time(DateTimeOffset? time) => time is { } at ? at.ToUnixTimeMilliseconds() : DBNull.Value;
}
