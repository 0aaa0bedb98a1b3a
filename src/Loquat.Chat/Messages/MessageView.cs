using System.Text.Json.Serialization;

namespace Loquat.Chat.Messages;

/// <summary>A message as it is shown, stored in the log and sent to those who listen.</summary>
public sealed record MessageView(
    long Id,
    AuthorView User,
    string Text,
    long Thread,
    long Offset,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? ClientId,
    DateTimeOffset CreatedAt);

public sealed record AuthorView(long Id, string Username);
