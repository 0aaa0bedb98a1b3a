using System.Text.Json.Serialization;
using Loquat.Chat.Log;

namespace Loquat.Chat.Threads;

/// <summary>The log's first event.</summary>
public sealed record ThreadCreated(ThreadView Thread) : EventContent
{
    public const string EventType = "thread.created";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}
