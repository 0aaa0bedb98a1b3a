using System.Text.Json;
using Loquat.Protocol;

namespace Loquat.Faults.Clients;

/// <summary>The answer of `thread:history`.</summary>
/// <param name="Messages">Ascending by offset.</param>
/// <param name="Top">Where the log ended when the page was read.</param>
internal sealed record HistoryPage(IReadOnlyList<ShownMessage> Messages, StreamPosition Top, bool More)
{
    public static void Ask(Utf8JsonWriter json, long threadId, long? before, int limit)
    {
        json.WriteNumber("id", threadId);
        json.WriteNumber("limit", limit);
        if (before is { } offset)
            json.WriteNumber("before", offset);
    }

    public static HistoryPage Of(JsonElement answer) => new(
        [.. answer.GetProperty("messages").EnumerateArray().Select(ShownMessage.Of)],
        new StreamPosition(answer.GetProperty("offset").GetUInt64(), answer.GetProperty("epoch").GetString()!),
        answer.GetProperty("more").GetBoolean());
}
