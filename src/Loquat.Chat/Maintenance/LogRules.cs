using System.Data.Common;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Maintenance;

/// <summary>The log's promises: offsets 1, 2, 3 …, heads at their end, and each message with the event that posted it.</summary>
internal static class LogRules
{
    // One pass in the order of both primary keys; a message has its place in the log, so both sides of the join are read along.
    private const string Events =
        """
        SELECT e.thread_id, e."offset", e.type, e.payload, m.id
        FROM thread_events e LEFT JOIN messages m ON m.thread_id = e.thread_id AND m."offset" = e."offset"
        ORDER BY e.thread_id, e."offset"
        """;

    private const string LostMessages =
        """
        SELECT m.thread_id, m."offset", m.id FROM messages m
        WHERE NOT EXISTS (SELECT 1 FROM thread_events e WHERE e.thread_id = m.thread_id AND e."offset" = m."offset")
        ORDER BY m.thread_id, m."offset"
        """;

    private const string Heads =
        """
        SELECT t.id, t.last_offset, coalesce((SELECT max(e."offset") FROM thread_events e WHERE e.thread_id = t.id), 0) AS top,
          t.last_message_at, (SELECT m.created FROM messages m WHERE m.thread_id = t.id ORDER BY m."offset" DESC LIMIT 1) AS newest
        FROM threads t ORDER BY t.id
        """;

    private const string Readers =
        """
        SELECT r.thread_id, r.user_id, r."offset", t.last_offset FROM read_positions r JOIN threads t ON t.id = r.thread_id
        WHERE r."offset" < 0 OR r."offset" > t.last_offset ORDER BY r.thread_id, r.user_id
        """;

    public static async IAsyncEnumerable<Finding> FindAsync(
        Store store, Action<LogRead> counted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var (threads, events, messages) = (0L, 0L, 0L);
        var (thread, last) = (0L, 0L);
        await foreach (var row in store.RowsAsync(Events, cancellationToken))
        {
            (last, thread) = (row.GetInt64(0) == thread ? last : 0, row.GetInt64(0));
            var offset = row.GetInt64(1);
            events++;
            messages += row.IsDBNull(4) ? 0 : 1;
            if (offset != last + 1)
                yield return new Finding(Gap(last, offset), thread, offset);
            if (WhyWrong(row) is { } wrong)
                yield return new Finding(wrong, thread, offset);

            last = offset;
            counted(new LogRead(threads, events, messages));
        }

        await foreach (var row in store.RowsAsync(LostMessages, cancellationToken))
            yield return new Finding($"Message {row.GetInt64(2)} has no event.", row.GetInt64(0), row.GetInt64(1));

        await foreach (var row in store.RowsAsync(Heads, cancellationToken))
        {
            counted(new LogRead(++threads, events, messages));
            foreach (var finding in CompareHead(row))
                yield return finding;
        }

        await foreach (var row in store.RowsAsync(Readers, cancellationToken))
        {
            yield return new Finding(
                $"User {row.GetInt64(1)} has read to offset {row.GetInt64(2)} of a log that ends at {row.GetInt64(3)}.", row.GetInt64(0));
        }
    }

    private static string Gap(long last, long offset) => (offset - last) switch
    {
        2 => $"Event {last + 1} before it is missing.",
        > 2 => $"Events {last + 1} to {offset - 1} before it are missing.",
        _ => "A log begins with offset 1.",
    };

    private static string? WhyWrong(DbDataReader row)
    {
        var type = row.GetString(2);
        var (hasMessage, isPosted) = (!row.IsDBNull(4), type == MessagePosted.EventType);
        var payload = Payload.Read(row.GetFieldValue<byte[]>(3));
        if (payload?.Type != type)
            return $"The event is stored as {type}, and its payload says {payload?.Type ?? "nothing"}.";
        if (isPosted && !hasMessage)
            return "The event posted a message that is not there.";
        if (hasMessage && !isPosted)
            return $"Message {row.GetInt64(4)} stands at an event that is {type}.";

        return isPosted && payload.MessageId != row.GetInt64(4)
            ? $"Message {row.GetInt64(4)} stands at the event that posted message {payload.MessageId}."
            : null;
    }

    private static IEnumerable<Finding> CompareHead(DbDataReader row)
    {
        var (thread, head, top) = (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
        if (top == 0)
            yield return new Finding("The log is empty: not even the thread's creation is in it.", thread);
        if (head != top)
            yield return new Finding($"The thread says that its log ends at {head}, and it ends at {top}.", thread);
        if (!Equals(row.GetValue(3), row.GetValue(4)))
            yield return new Finding("The time of the last message is not that of its newest message.", thread);
    }

    /// <summary>What the payload says about itself; null if it is no JSON object.</summary>
    private sealed record Payload(string? Type, long? MessageId)
    {
        public static Payload? Read(ReadOnlyMemory<byte> json)
        {
            try
            {
                using var document = JsonDocument.Parse(json);
                var root = document.RootElement;
                return root.ValueKind != JsonValueKind.Object ? null : new Payload(
                    root.TryGetProperty("type", out var type) ? type.GetString() : null,
                    root.TryGetProperty("message", out var message)
                        && message.ValueKind == JsonValueKind.Object
                        && message.TryGetProperty("id", out var id)
                        && id.TryGetInt64(out var number) ? number : null);
            }
            catch (Exception e) when (e is JsonException or InvalidOperationException)
            {
                return null;
            }
        }
    }
}
