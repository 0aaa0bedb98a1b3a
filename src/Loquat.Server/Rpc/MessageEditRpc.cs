using System.Text.Json.Serialization;
using Loquat.Chat.Messages;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`message:edit {id, text, clientId?}`: an author says something else instead.</summary>
internal static class MessageEditRpc
{
    public const string Method = "message:edit";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, EditMessage edit, CancellationToken cancellationToken) =>
        ChangeAnswer.Of(
            await edit.ExecuteAsync(caller.UserId, request.Id, request.Text, request.ClientId, cancellationToken),
            (offset, content) => content is MessageEdited edited ? new Answer(offset, edited.Message) : null);

    internal sealed record Request(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, string Text, string? ClientId = null);

    /// <param name="Offset">Of the event in the thread's log; the message keeps the offset at which it was posted.</param>
    internal sealed record Answer(long Offset, MessageView Message);
}
