using Microsoft.Data.Sqlite;

namespace Loquat.Chat.Search;

/// <summary>
/// The index in the SQLite file. Whoever posts waits while this writes: it reads and takes words apart before it asks for the file's one lock, takes in
/// little at a time, and does not wait for the disk under the lock.
/// </summary>
internal sealed class SqliteIndexWriter(ChatDatabase database) : IIndexWriter
{
    private const int MostMessages = 128;
    private const int MostCharacters = 64_000;

    // Ids are given under the lock of the file, so those that are there are all that there will be below the highest.
    private const string ReadNews =
        $"""
        SELECT {IndexedMessage.Columns} FROM messages m JOIN threads t ON t.id = m.thread_id WHERE m.id > $1 ORDER BY m.id LIMIT $2
        """;

    private const string ReadChanges =
        $"""
        SELECT {IndexedMessage.Columns}, c.id FROM search_changes c JOIN messages m ON m.id = c.message_id JOIN threads t ON t.id = m.thread_id
        ORDER BY c.id LIMIT $1
        """;

    private SqliteConnection? _connection;

    public Task<bool> TakeTurnAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var work = Read();
            if (work.Messages.Count == 0)
                return Task.FromResult(false);

            Write(work);
            return Task.FromResult(true);
        }
        catch
        {
            Close();
            throw;
        }
    }

    public Task ClearAsync(CancellationToken cancellationToken)
    {
        using var transaction = Connection.BeginTransaction();
        Execute("INSERT INTO message_words (message_words) VALUES ('delete-all')");
        Execute("DELETE FROM search_changes");
        Execute("UPDATE search_progress SET indexed_to = 0, turn = turn + 1 WHERE id = 1");
        transaction.Commit();
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Close();
        return ValueTask.CompletedTask;
    }

    private SqliteConnection Connection => _connection ??= Open();

    private SqliteConnection Open()
    {
        var connection = database.OpenSqlite();

        // A power cut may take back the last turns, each as a whole; they are done again.
        using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA synchronous=NORMAL";
        command.ExecuteNonQuery();
        return connection;
    }

    private void Close()
    {
        _connection?.Dispose();
        _connection = null;
    }

    /// <summary>All of one moment: a message that is new and has been changed since is read once, as it is then.</summary>
    internal Work Read()
    {
        using var moment = Connection.BeginTransaction(deferred: true);
        var (turn, indexedTo) = ReadProgress();
        var work = new Work(turn, indexedTo);
        Read(work, ReadChanges, [MostMessages], row => work.ChangesTo = row.GetInt64(7));
        Read(work, ReadNews, [indexedTo, MostMessages], row => work.IndexedTo = row.GetInt64(0));
        return work;
    }

    private void Read(Work work, string sql, object[] values, Action<SqliteDataReader> note)
    {
        using var command = Command(sql, values);
        using var reader = command.ExecuteReader();
        while (work.Characters < MostCharacters && work.Messages.Count < MostMessages && reader.Read())
        {
            work.Add(IndexedMessage.Read(reader));
            note(reader);
        }
    }

    private (long Turn, long IndexedTo) ReadProgress()
    {
        using var command = Command("SELECT turn, indexed_to FROM search_progress WHERE id = 1");
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt64(0), reader.GetInt64(1));
    }

    /// <summary>Does nothing if another process has had its turn since this was read: what it took in is newer.</summary>
    internal void Write(Work work)
    {
        using var transaction = Connection.BeginTransaction();
        if (Execute("UPDATE search_progress SET indexed_to = $1, turn = turn + 1 WHERE id = 1 AND turn = $2", work.IndexedTo, work.Turn) == 0)
            return;

        Execute("DELETE FROM search_changes WHERE id <= $1", work.ChangesTo);
        using var remove = Command("DELETE FROM message_words WHERE rowid = $1", 0L);
        using var add = Command("INSERT INTO message_words (rowid, words, marks) VALUES ($1, $2, $3)", 0L, "", "");
        foreach (var (id, entry) in work.Messages)
        {
            remove.Parameters[0].Value = id;
            remove.ExecuteNonQuery();
            if (entry is not { Words: var words, Marks: var marks })
                continue;

            (add.Parameters[0].Value, add.Parameters[1].Value, add.Parameters[2].Value) = (id, words, marks);
            add.ExecuteNonQuery();
        }

        transaction.Commit();
    }

    private int Execute(string sql, params object[] values)
    {
        using var command = Command(sql, values);
        return command.ExecuteNonQuery();
    }

    private SqliteCommand Command(string sql, params object[] values)
    {
        var command = Connection.CreateCommand();
#pragma warning disable CA2100 // One of the constants here.
        command.CommandText = sql;
#pragma warning restore CA2100
        for (var i = 0; i < values.Length; i++)
            command.Parameters.Add(new SqliteParameter($"${i + 1}", values[i]));

        return command;
    }

    /// <summary>What one turn takes in.</summary>
    internal sealed class Work(long turn, long indexedTo)
    {
        public long Turn => turn;

        public long IndexedTo { get; set; } = indexedTo;

        public long ChangesTo { get; set; }

        public int Characters { get; private set; }

        /// <summary>Null for what is not to be found any more.</summary>
        public Dictionary<long, (string Words, string Marks)?> Messages { get; } = [];

        public void Add(IndexedMessage message)
        {
            Messages[message.Id] = message.Text is { } text ? (string.Join(' ', Words.Of(text)), string.Join(' ', Marks.Of(message))) : null;
            Characters += message.Text?.Length ?? 0;
        }
    }
}
