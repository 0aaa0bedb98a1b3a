using System.Text.Json;
using System.Text.Json.Serialization;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Reading;

/// <summary>Somebody says how loud a thread is to them, on all of their devices. Nobody else is told.</summary>
public sealed class SetThreadSetting(ThreadLog log)
{
    /// <summary><see cref="AppendResult.Noted"/>, or why not.</summary>
    public async Task<AppendResult> ExecuteAsync(
        long userId, long threadId, NotificationLevel level, bool isMuted, CancellationToken cancellationToken)
    {
        var result = await log.AppendAsync(new Change(threadId, userId, level, isMuted), cancellationToken);
        if (result is AppendResult.Noted)
            log.Tell(Announcements.UserChannelOf(userId), new ThreadSettingChanged(threadId, level, isMuted).ToJson());

        return result;
    }

    internal sealed record Change(long ThreadId, long ActorId, NotificationLevel Level, bool IsMuted)
        : ThreadChange(ThreadId, ActorId, ClientId: null)
    {
        private const string Upsert =
            """
            INSERT INTO thread_settings (user_id, thread_id, level, is_muted) VALUES ($1, $2, $3, $4)
            ON CONFLICT (user_id, thread_id) DO UPDATE SET level = excluded.level, is_muted = excluded.is_muted
            """;

        internal override Verdict Decide(Scene scene)
        {
            if (scene.WhyRefused(ThreadAction.See) is { } refusal)
                return refusal;

            scene.Write(new RowWrite(Upsert, ActorId, ThreadId, (int)Level, IsMuted));
            return new Verdict.Noted();
        }
    }
}

/// <summary>What the channel <c>user:{id}</c> carries when its user has said how loud a thread is.</summary>
public sealed record ThreadSettingChanged(long ThreadId, NotificationLevel Level, bool Muted)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "thread.notify";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Plain.ThreadSettingChanged);
}
