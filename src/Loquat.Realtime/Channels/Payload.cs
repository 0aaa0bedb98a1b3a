using System.Text.Json;

namespace Loquat.Realtime;

/// <summary>What can be known of a payload without understanding it.</summary>
internal static class Payload
{
    /// <summary>True if a JSON connection can be sent it: one JSON value, or nothing at all.</summary>
    public static bool IsJson(ReadOnlyMemory<byte> data) => data.IsEmpty || KindOf(data.Span) != JsonTokenType.None;

    /// <summary>The first token of the one JSON value that this is; None if it is something else.</summary>
    public static JsonTokenType KindOf(ReadOnlySpan<byte> data)
    {
        var kind = JsonTokenType.None;
        var reader = new Utf8JsonReader(data);
        try
        {
            while (reader.Read())
            {
                if (kind == JsonTokenType.None)
                    kind = reader.TokenType;
            }
            return kind;
        }
        catch (JsonException)
        {
            return JsonTokenType.None;
        }
    }
}
