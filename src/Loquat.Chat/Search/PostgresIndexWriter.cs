using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Loquat.Chat.Search;

/// <summary>
/// The index on PostgreSQL. Ids are in no order of commits there, so what there is to do comes from a list that triggers write in the transaction of each
/// change: whoever has taken an entry off it reads the message as that change has left it, or newer. One process at a time does it.
/// </summary>
internal sealed class PostgresIndexWriter(ChatDatabase database) : IIndexWriter
{
    private const int MostMessages = 500;

    // Any number that nothing else in the same database uses.
    internal const long AdvisoryLock = 0x6C6F7173656172;

    private const string Take =
        "DELETE FROM search_changes WHERE id IN (SELECT id FROM search_changes ORDER BY id LIMIT $1) RETURNING message_id";

    private const string ReadMessages =
        $"SELECT {IndexedMessage.Columns} FROM messages m JOIN threads t ON t.id = m.thread_id WHERE m.id = ANY($1)";

    private const string Write =
        """
        INSERT INTO message_words (message_id, words) SELECT k.id, k.words::tsvector FROM unnest($1::bigint[], $2::text[]) AS k (id, words)
        ON CONFLICT (message_id) DO UPDATE SET words = excluded.words
        """;

    public async Task<bool> TakeTurnAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Postgres.OpenConnectionAsync(cancellationToken);
        if (await ScalarAsync(connection, "SELECT EXISTS (SELECT 1 FROM search_changes)", cancellationToken) is not true)
            return false;

        // Read committed, on purpose: a message is read after its entry was taken.
        await using var transaction = await connection.BeginTransactionAsync(System.Data.IsolationLevel.ReadCommitted, cancellationToken);
        if (await ScalarAsync(connection, $"SELECT pg_try_advisory_xact_lock({AdvisoryLock})", cancellationToken) is not true)
            return false;

        var ids = await TakeAsync(connection, cancellationToken);
        var messages = await ReadAsync(connection, ids, cancellationToken);
        await WriteAsync(connection, messages, cancellationToken);
        await RemoveAsync(connection, [.. ids.Except(messages.Select(message => message.Id))], cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return ids.Length > 0;
    }

    public async Task ClearAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.Postgres.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await ScalarAsync(connection, $"SELECT pg_advisory_xact_lock({AdvisoryLock})", cancellationToken);
        await ScalarAsync(connection, "DELETE FROM message_words", cancellationToken);
        await ScalarAsync(connection, "INSERT INTO search_changes (message_id) SELECT id FROM messages ORDER BY id DESC", cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private static async Task<long[]> TakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Take, connection) { Parameters = { new() { Value = MostMessages } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var ids = new HashSet<long>();
        while (await reader.ReadAsync(cancellationToken))
            ids.Add(reader.GetInt64(0));

        return [.. ids];
    }

    /// <summary>Those of them that are to be found.</summary>
    private static async Task<List<IndexedMessage>> ReadAsync(NpgsqlConnection connection, long[] ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(ReadMessages, connection) { Parameters = { new NpgsqlParameter<long[]> { TypedValue = ids } } };
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var messages = new List<IndexedMessage>();
        while (await reader.ReadAsync(cancellationToken))
        {
            if (IndexedMessage.Read(reader) is { Text: not null } message)
                messages.Add(message);
        }
        return messages;
    }

    private static async Task WriteAsync(NpgsqlConnection connection, List<IndexedMessage> messages, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(Write, connection);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = [.. messages.Select(message => message.Id)] });
        command.Parameters.Add(new NpgsqlParameter<string[]>
        {
            TypedValue = [.. messages.Select(Vector)],
            NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text,
        });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private static async Task RemoveAsync(NpgsqlConnection connection, long[] ids, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand("DELETE FROM message_words WHERE message_id = ANY($1)", connection);
        command.Parameters.Add(new NpgsqlParameter<long[]> { TypedValue = ids });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Each word with its places, as PostgreSQL writes it: no word has anything in it that means something there.</summary>
    private static string Vector(IndexedMessage message)
    {
        var text = new StringBuilder();
        foreach (var mark in Marks.Of(message))
            text.Append("'#").Append(mark).Append("' ");
        foreach (var word in Words.Of(message.Text!).Index().GroupBy(word => word.Item, word => word.Index + 1))
            text.Append('\'').Append(word.Key).Append("':").AppendJoin(',', word).Append(' ');

        return text.ToString();
    }

    private static async Task<object?> ScalarAsync(NpgsqlConnection connection, string sql, CancellationToken cancellationToken)
    {
#pragma warning disable CA2100 // One of the constants here.
        await using var command = new NpgsqlCommand(sql, connection);
#pragma warning restore CA2100
        return await command.ExecuteScalarAsync(cancellationToken);
    }
}
