using System.Text.Json;
using System.Text.Json.Serialization;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Reading;

/// <summary>Somebody says how far they have read. It never goes back, and nobody else is told.</summary>
public sealed class MarkRead(ThreadLog log, CountUnread count)
{
    public async Task<Result> ExecuteAsync(long userId, long threadId, long offset, CancellationToken cancellationToken) =>
        offset < 0
            ? new Result.Invalid(Reason.OffsetInvalid)
            : await NoteAsync(new Change(threadId, userId, offset), log, count, cancellationToken);

    /// <summary>Moves somebody's position in a thread, and tells their devices what that leaves them to read.</summary>
    internal static async Task<Result> NoteAsync(
        ThreadChange change, ThreadLog log, CountUnread count, CancellationToken cancellationToken)
    {
        var (threadId, userId) = (change.ThreadId, change.ActorId);
        switch (await log.AppendAsync(change, cancellationToken))
        {
            case AppendResult.Noted:
                break;
            case AppendResult.Unavailable:
                return new Result.Unavailable();
            default:
                return new Result.NotFound();
        }

        if (await count.ExecuteAsync(userId, threadId, cancellationToken) is not { } reading)
            return new Result.NotFound();

        // Every device of theirs: what is read on one is read on all.
        log.Tell(Announcements.UserChannelOf(userId), new ThreadRead(threadId, reading.Offset, reading.Unread, reading.Mentions).ToJson());
        return new Result.Noted(reading);
    }

    internal sealed record Change(long ThreadId, long ActorId, long Offset) : ThreadChange(ThreadId, ActorId, ClientId: null)
    {
        private const string Advance =
            """
            INSERT INTO read_positions (user_id, thread_id, "offset") VALUES ($1, $2, $3)
            ON CONFLICT (user_id, thread_id) DO UPDATE SET "offset" = excluded."offset"
            WHERE excluded."offset" > read_positions."offset"
            """;

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.See) is { } refusal)
                return refusal;

            // Nobody has read what has not been written.
            scene.Write(new RowWrite(Advance, ActorId, ThreadId, Math.Min(Offset, scene.Thread.LastOffset)));
            return new Verdict.Noted();
        }
    }

    public abstract record Result
    {
        private Result()
        {
        }

        public sealed record Noted(ReadingView Reading) : Result;

        public sealed record NotFound : Result;

        public sealed record Invalid(Reason Reason) : Result;

        public sealed record Unavailable : Result;
    }
}

/// <summary>What the channel <c>user:{id}</c> carries when its user has read on.</summary>
public sealed record ThreadRead(long ThreadId, long Offset, int Unread, int Mentions)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "thread.read";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Plain.ThreadRead);
}
