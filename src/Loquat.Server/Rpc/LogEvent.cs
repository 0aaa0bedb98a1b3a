using System.Text.Json;
using Loquat.Chat.Log;

namespace Loquat.Server.Rpc;

/// <summary>An event of a thread's log, as answers carry it.</summary>
/// <param name="Content">What the channel `thread:{id}` carries at this offset.</param>
internal sealed record LogEvent(long Offset, DateTimeOffset CreatedAt, JsonElement Content)
{
    public static LogEvent Of(LoggedEvent logged)
    {
        using var payload = JsonDocument.Parse(logged.Payload);
        return new LogEvent(logged.Offset, logged.Created, payload.RootElement.Clone());
    }
}
