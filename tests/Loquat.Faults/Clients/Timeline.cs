using System.Text.Json;

namespace Loquat.Faults.Clients;

/// <summary>A message as somebody sees it.</summary>
internal sealed record ShownMessage(long Id, long Offset, long AuthorId, string Text, string? ClientId)
{
    /// <summary>Reads the message of an event, an answer or a page.</summary>
    public static ShownMessage Of(JsonElement message) => new(
        message.GetProperty("id").GetInt64(),
        message.GetProperty("offset").GetInt64(),
        message.GetProperty("user").GetProperty("id").GetInt64(),
        message.GetProperty("text").GetString()!,
        message.TryGetProperty("clientId", out var clientId) ? clientId.GetString() : null);
}

/// <summary>A thread's messages by id, grown by pages and events.</summary>
internal sealed class Timeline
{
    private readonly Dictionary<long, ShownMessage> _messages = [];

    public IReadOnlyDictionary<long, ShownMessage> Messages => _messages;

    public void Show(ShownMessage message) => _messages[message.Id] = message;

    /// <summary>Takes in an event of the log. Kinds that change no message count, and nothing else.</summary>
    public void Apply(JsonElement change)
    {
        if (change.GetProperty("type").GetString() == "message.posted")
            Show(ShownMessage.Of(change.GetProperty("message")));
    }
}
