using System.Text.Json.Serialization;
using Loquat.Chat.Reading;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`thread:unread {id, offset}`: from there on everything shall count as unread for the caller again.</summary>
internal static class ThreadUnreadRpc
{
    public const string Method = "thread:unread";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, MarkUnread mark, CancellationToken cancellationToken) =>
        ThreadReadRpc.AnswerTo(request.Id, await mark.ExecuteAsync(caller.UserId, request.Id, request.Offset, cancellationToken));

    internal sealed record Request([property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, long Offset);
}
