using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loquat.Chat.Files;

/// <summary>A file as everybody sees it who sees its message.</summary>
/// <param name="Type">A picture's that the server knows, else <see cref="FileType.Unknown"/>: never what the uploader said.</param>
public sealed record FileView(long Id, string Name, string Type, long Size)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Width { get; init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Height { get; init; }

    internal static string? ToColumn(IReadOnlyList<FileView> files) =>
        files.Count == 0 ? null : JsonSerializer.Serialize(files, ChatJson.Plain.IReadOnlyListFileView);

    internal static IReadOnlyList<FileView>? FromColumn(string? column) =>
        column is null ? null : JsonSerializer.Deserialize(column, ChatJson.Plain.IReadOnlyListFileView);
}
