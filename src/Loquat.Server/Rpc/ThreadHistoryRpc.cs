using System.Text.Json.Serialization;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`thread:history {id, before?, limit?}`: a page of messages, the newest without `before`.</summary>
internal static class ThreadHistoryRpc
{
    public const string Method = "thread:history";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, ShowHistory history, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.Invalid("field 'limit' must be positive");

        var result = await history.ExecuteAsync(caller.UserId, request.Id, request.Before, request.Limit, cancellationToken);
        return result is ShowHistory.Result.Page page
            ? new Answer(page.Messages, page.Thread, page.More, page.Top.Offset, page.Top.Epoch)
            : RpcErrors.NotFound;
    }

    /// <param name="Before">Only messages with lower offsets.</param>
    internal sealed record Request(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, long? Before = null, int? Limit = null);

    /// <param name="More">Older messages exist.</param>
    /// <param name="Offset">The top of the log that this page was read at: whoever follows the log from here misses nothing.</param>
    internal sealed record Answer(IReadOnlyList<MessageView> Messages, ThreadView Thread, bool More, long Offset, string Epoch);
}
