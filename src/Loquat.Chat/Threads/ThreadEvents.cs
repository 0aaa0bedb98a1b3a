using System.Text.Json.Serialization;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Threads;

/// <summary>The log's first event.</summary>
public sealed record ThreadCreated(ThreadView Thread) : EventContent
{
    public const string EventType = "thread.created";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

public sealed record ThreadRenamed(string Name, AuthorView By) : EventContent
{
    public const string EventType = "thread.renamed";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

/// <param name="Topic">Empty for none.</param>
public sealed record TopicChanged(string Topic, AuthorView By) : EventContent
{
    public const string EventType = "thread.topic";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

public sealed record ThreadArchived(DateTimeOffset At, AuthorView By) : EventContent
{
    public const string EventType = "thread.archived";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

public sealed record ThreadReopened(AuthorView By) : EventContent
{
    public const string EventType = "thread.reopened";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

/// <param name="By">Who invited them, or they themselves.</param>
public sealed record MemberJoined(AuthorView User, MemberRole Role, AuthorView By) : EventContent
{
    public const string EventType = "member.joined";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

/// <param name="By">Who removed them, or they themselves.</param>
public sealed record MemberLeft(AuthorView User, AuthorView By) : EventContent
{
    public const string EventType = "member.left";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}

public sealed record MemberRoleChanged(AuthorView User, MemberRole Role, AuthorView By) : EventContent
{
    public const string EventType = "member.role";

    [JsonPropertyOrder(-1)]
    public override string Type => EventType;
}
