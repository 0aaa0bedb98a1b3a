using System.Text.Json;
using System.Text.Json.Serialization;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>The log's event of a new message.</summary>
public sealed record MessagePosted(MessageView Message)
{
    public const string EventType = "message.posted";

    [JsonPropertyOrder(-1)]
    public string Type { get; } = EventType;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Plain.MessagePosted);
}

/// <summary>The log's first event.</summary>
public sealed record ThreadCreated(ThreadView Thread)
{
    public const string EventType = "thread.created";

    [JsonPropertyOrder(-1)]
    public string Type { get; } = EventType;

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Plain.ThreadCreated);
}

/// <summary>What the channel <c>chat</c> carries for a message in a public room.</summary>
public sealed record MessageBroadcast(MessageView Message, ThreadName Thread)
{
    public const string Channel = "chat";

    [JsonPropertyOrder(-1)]
    public string Type { get; } = "message";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Plain.MessageBroadcast);
}

public sealed record ThreadName(long Id, string Name);
