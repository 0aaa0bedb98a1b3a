using System.Text.Json;
using System.Text.Json.Serialization;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Drafts;

/// <summary>Keeps what somebody has typed and not sent, for all of their devices. What was typed last stays. Nobody else is told.</summary>
public sealed class SetDraft(ChatDbContext db, ThreadLog log, TimeProvider clock)
{
    /// <param name="text">Empty for none.</param>
    /// <param name="at">When it was typed, if that is not now: a device may have been away.</param>
    public async Task<Result> ExecuteAsync(
        long userId, long threadId, string text, DateTimeOffset? at, CancellationToken cancellationToken)
    {
        if (text.Trim().Length > 0 && PlainText.WhyRefused(text, Message.MaxTextLength) is { } reason)
            return new Result.Refused(new AppendResult.Invalid(reason));

        // Whose clock is ahead has not typed in the future.
        var typed = at is { } said && said < clock.GetUtcNow() ? said : clock.GetUtcNow();
        var result = await log.AppendAsync(new Change(threadId, userId, text.Trim().Length == 0 ? "" : text, typed), cancellationToken);
        if (result is not AppendResult.Noted)
            return new Result.Refused(result);

        var kept = await db.Drafts
            .Where(draft => draft.UserId == userId && draft.ThreadId == threadId)
            .Select(draft => new DraftView(draft.ThreadId, draft.Text, draft.Updated))
            .SingleAsync(cancellationToken);
        log.Tell(Announcements.UserChannelOf(userId), new DraftChanged(kept.ThreadId, kept.Text, kept.UpdatedAt).ToJson());
        return new Result.Kept(kept);
    }

    internal sealed record Change(long ThreadId, long ActorId, string Text, DateTimeOffset At) : ThreadChange(ThreadId, ActorId, ClientId: null)
    {
        private const string Upsert =
            """
            INSERT INTO drafts (user_id, thread_id, text, updated) VALUES ($1, $2, $3, $4)
            ON CONFLICT (user_id, thread_id) DO UPDATE SET text = excluded.text, updated = excluded.updated
            WHERE excluded.updated >= drafts.updated
            """;

        private const string Clear = "UPDATE drafts SET text = '', updated = $3 WHERE user_id = $1 AND thread_id = $2";

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.See) is { } refusal)
                return refusal;

            scene.Write(new RowWrite(Upsert, ActorId, ThreadId, Text, At.ToUnixTimeMilliseconds()));
            return new Verdict.Noted();
        }

        /// <summary>It was sent.</summary>
        public static RowWrite Sent(long userId, long threadId, DateTimeOffset now) =>
            new(Clear, userId, threadId, now.ToUnixTimeMilliseconds());
    }

    public abstract record Result
    {
        private Result()
        {
        }

        /// <param name="Draft">What is kept now: another device may have typed later.</param>
        public sealed record Kept(DraftView Draft) : Result;

        public sealed record Refused(AppendResult Reason) : Result;
    }
}

/// <param name="Text">Empty for none.</param>
public sealed record DraftView(long ThreadId, string Text, DateTimeOffset UpdatedAt);

/// <summary>What the channel <c>user:{id}</c> carries when a draft has changed.</summary>
public sealed record DraftChanged(long ThreadId, string Text, DateTimeOffset UpdatedAt)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "draft.changed";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Plain.DraftChanged);
}
