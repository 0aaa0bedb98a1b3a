using System.Text.Json.Serialization;
using Loquat.Chat.Messages;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`message:show {id}`: one message and its thread; `thread:pins {id, after?, limit?}`: what is pinned in a thread, the newest pin first.</summary>
internal static class MessageShowRpc
{
    public static async Task<object> ShowAsync(
        IdRequest request, [FromFeatures] Caller caller, ShowMessage show, CancellationToken cancellationToken) =>
        await show.ExecuteAsync(caller.UserId, request.Id, cancellationToken) is { } place ? place : RpcErrors.NotFound;

    public static async Task<object> ListPinsAsync(
        PinsRequest request, [FromFeatures] Caller caller, ListPins list, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.BadLimit;
        if (!PageCursor.TryRead(request.After, out var after))
            return RpcErrors.BadCursor;

        return await list.ExecuteAsync(caller.UserId, request.Id, after, request.Limit, cancellationToken) is { } page
            ? new PinsAnswer(page.Messages, PageCursor.Write(page.Next))
            : RpcErrors.NotFound;
    }

    internal sealed record PinsRequest(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, string? After = null, int? Limit = null);

    internal sealed record PinsAnswer(IReadOnlyList<MessageView> Messages, string? Next);
}
