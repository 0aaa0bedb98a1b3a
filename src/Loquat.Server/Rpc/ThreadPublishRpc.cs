using System.Diagnostics;
using System.Text.Json.Serialization;
using Loquat.Chat.Messages;
using Loquat.Protocol;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`thread:publish {id, message, clientId?, replyTo?}`: says something. Answered once it is durable.</summary>
internal static class ThreadPublishRpc
{
    public const string Method = "thread:publish";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, PostMessage post, CancellationToken cancellationToken) =>
        await post.ExecuteAsync(caller.UserId, request.Id, request.Message, request.ClientId, cancellationToken, request.ReplyTo) switch
        {
            PostMessage.Result.Posted posted => new Answer(posted.Message, new ThreadName(posted.Thread.Id, posted.Thread.Name)),
            PostMessage.Result.Invalid invalid => RpcErrors.Invalid(invalid.Reason),
            PostMessage.Result.Forbidden => ProtocolError.PermissionDenied,
            PostMessage.Result.Conflict conflict => RpcErrors.Conflict(conflict.Reason),
            PostMessage.Result.NotFound => RpcErrors.NotFound,
            PostMessage.Result.Unavailable => RpcErrors.Unavailable,
            _ => throw new UnreachableException(),
        };

    /// <param name="ClientId">The sender's own name for the message: a repetition finds the first one instead of saying it twice.</param>
    /// <param name="ReplyTo">The id of the message that it answers.</param>
    internal sealed record Request(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, string Message, string? ClientId = null,
        long? ReplyTo = null);

    internal sealed record Answer(MessageView Message, ThreadName Thread);
}
