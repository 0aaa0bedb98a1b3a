using System.Diagnostics;
using System.Text.Json.Serialization;
using Loquat.Chat.Reading;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`thread:read {id, offset}`: the caller has seen everything up to there. Never goes back.</summary>
internal static class ThreadReadRpc
{
    public const string Method = "thread:read";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, MarkRead mark, CancellationToken cancellationToken) =>
        AnswerTo(request.Id, await mark.ExecuteAsync(caller.UserId, request.Id, request.Offset, cancellationToken));

    public static object AnswerTo(long threadId, MarkRead.Result result) =>
        result switch
        {
            MarkRead.Result.Noted { Reading: { } reading } => new Answer(threadId, reading.Offset, reading.Unread, reading.Mentions),
            MarkRead.Result.Invalid invalid => RpcErrors.Invalid(invalid.Reason),
            MarkRead.Result.NotFound => RpcErrors.NotFound,
            MarkRead.Result.Unavailable => RpcErrors.Unavailable,
            _ => throw new UnreachableException(),
        };

    internal sealed record Request([property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, long Offset);

    /// <param name="Offset">How far they have read, which may be further than they said this time.</param>
    internal sealed record Answer(long ThreadId, long Offset, int Unread, int Mentions);
}
