using System.Text.Json.Serialization;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`message:react {id, emoji, clientId?}` puts one's emoji on a message, `message:unreact` takes it back.</summary>
internal static class MessageReactRpc
{
    public const string Add = "message:react";
    public const string Remove = "message:unreact";

    public static async Task<object> AddAsync(
        Request request, [FromFeatures] Caller caller, AddReaction add, CancellationToken cancellationToken) =>
        AnswerTo(request, caller, await add.ExecuteAsync(caller.UserId, request.Id, request.Emoji, request.ClientId, cancellationToken));

    public static async Task<object> RemoveAsync(
        Request request, [FromFeatures] Caller caller, RemoveReaction remove, CancellationToken cancellationToken) =>
        AnswerTo(request, caller, await remove.ExecuteAsync(caller.UserId, request.Id, request.Emoji, request.ClientId, cancellationToken));

    private static object AnswerTo(Request request, Caller caller, AppendResult result) =>
        ChangeAnswer.Of(result, (offset, content) => content is ReactionAdded or ReactionRemoved or NothingChanged
            ? new Answer(offset, request.Id, request.Emoji, new AuthorView(caller.UserId, caller.Username))
            : null);

    internal sealed record Request(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, string Emoji, string? ClientId = null);

    internal sealed record Answer(long Offset, long MessageId, string Emoji, AuthorView User);
}
