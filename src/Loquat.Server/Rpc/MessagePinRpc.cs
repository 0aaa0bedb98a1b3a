using System.Text.Json.Serialization;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`message:pin {id, clientId?}` keeps a message at hand for everybody in its thread, `message:unpin` lets it go.</summary>
internal static class MessagePinRpc
{
    public const string Pin = "message:pin";
    public const string Unpin = "message:unpin";

    public static async Task<object> PinAsync(
        Request request, [FromFeatures] Caller caller, PinMessage pin, CancellationToken cancellationToken) =>
        AnswerTo(request, await pin.ExecuteAsync(caller.UserId, request.Id, isPinned: true, request.ClientId, cancellationToken));

    public static async Task<object> UnpinAsync(
        Request request, [FromFeatures] Caller caller, PinMessage pin, CancellationToken cancellationToken) =>
        AnswerTo(request, await pin.ExecuteAsync(caller.UserId, request.Id, isPinned: false, request.ClientId, cancellationToken));

    private static object AnswerTo(Request request, AppendResult result) =>
        ChangeAnswer.Of(result, (offset, content) => content is MessagePinned or MessageUnpinned or NothingChanged
            ? new Answer(offset, request.Id)
            : null);

    internal sealed record Request(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, string? ClientId = null);

    internal sealed record Answer(long Offset, long MessageId);
}
