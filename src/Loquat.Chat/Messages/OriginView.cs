using System.Text.Json;

namespace Loquat.Chat.Messages;

/// <summary>Where a message that was passed on comes from. Whoever may not see it there does not find it by this.</summary>
public sealed record OriginView(long Id, long Thread, AuthorView User, DateTimeOffset CreatedAt)
{
    internal static string? ToColumn(OriginView? origin) => origin is null ? null : JsonSerializer.Serialize(origin, ChatJson.Plain.OriginView);

    internal static OriginView? FromColumn(string? column) =>
        column is null ? null : JsonSerializer.Deserialize(column, ChatJson.Plain.OriginView);
}
