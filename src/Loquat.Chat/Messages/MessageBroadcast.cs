using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loquat.Chat.Messages;

/// <summary>What the channel <c>chat</c> carries for a message in a public room.</summary>
public sealed record MessageBroadcast(MessageView Message, ThreadName Thread)
{
    public const string Channel = "chat";

    [JsonPropertyOrder(-1)]
    public string Type { get; } = "message";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Plain.MessageBroadcast);
}

public sealed record ThreadName(long Id, string Name);
