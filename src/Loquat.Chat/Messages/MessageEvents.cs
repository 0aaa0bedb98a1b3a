using System.Text.Json.Serialization;
using Loquat.Chat.Log;

namespace Loquat.Chat.Messages;

public sealed record MessagePosted(MessageView Message) : EventContent
{
    public const string EventType = "message.posted";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

/// <param name="Message">As it is from here on, as a whole.</param>
public sealed record MessageEdited(MessageView Message) : EventContent
{
    public const string EventType = "message.edited";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

/// <summary>The text is gone, from here and from the earlier events; reactions and pin went with it.</summary>
/// <param name="Message">What is left: a place in the history.</param>
/// <param name="User">Who deleted it.</param>
public sealed record MessageDeleted(long MessageId, MessageView Message, AuthorView User) : EventContent
{
    public const string EventType = "message.deleted";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

public sealed record ReactionAdded(long MessageId, string Emoji, AuthorView User) : EventContent
{
    public const string EventType = "reaction.added";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

public sealed record ReactionRemoved(long MessageId, string Emoji, AuthorView User) : EventContent
{
    public const string EventType = "reaction.removed";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

public sealed record MessagePinned(long MessageId, AuthorView User, DateTimeOffset At) : EventContent
{
    public const string EventType = "message.pinned";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

public sealed record MessageUnpinned(long MessageId, AuthorView User) : EventContent
{
    public const string EventType = "message.unpinned";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

/// <summary>
/// Somebody wanted what already was, under a client id. The log keeps the id, or a late retry would do something after all, once things
/// had changed.
/// </summary>
/// <param name="Message">What is left of it, if it was to be deleted a second time.</param>
public sealed record NothingChanged(
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] long? MessageId = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] MessageView? Message = null) : EventContent
{
    public const string EventType = "nothing.changed";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}
