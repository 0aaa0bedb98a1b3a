using System.Text.Json.Serialization;
using Loquat.Chat.Messages;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`message:delete {id, clientId?}`: takes a message's text away; its author may, and whoever moderates the thread.</summary>
internal static class MessageDeleteRpc
{
    public const string Method = "message:delete";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, DeleteMessage delete, CancellationToken cancellationToken) =>
        ChangeAnswer.Of(
            await delete.ExecuteAsync(caller.UserId, request.Id, request.ClientId, cancellationToken),
            (offset, content) => content switch
            {
                MessageDeleted deleted => new Answer(offset, deleted.Message),
                NothingChanged { Message: { } stub } => new Answer(offset, stub),
                _ => null,
            });

    internal sealed record Request(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, string? ClientId = null);

    /// <param name="Message">What is left of it.</param>
    internal sealed record Answer(long Offset, MessageView Message);
}
