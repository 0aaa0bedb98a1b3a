using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loquat.Chat.Threads;

/// <summary>What the channel <c>user:{id}</c> carries when a private thread is its user's no more.</summary>
public sealed record ThreadLeft(long ThreadId)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "thread.left";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Plain.ThreadLeft);
}
