using System.Diagnostics;
using System.Text.Json.Serialization;
using Loquat.Chat.Messages;
using Loquat.Protocol;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>
/// `thread:publish {id, message, clientId?, replyTo?, draft?, files?}`: says something; `message:forward {id, thread, clientId?}`: says it again elsewhere.
/// Answered once it is durable.
/// </summary>
internal static class ThreadPublishRpc
{
    public const string Method = "thread:publish";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, PostMessage post, CancellationToken cancellationToken) =>
        AnswerTo(await post.ExecuteAsync(
            caller.UserId, request.Id, request.Message, request.ClientId, cancellationToken, request.ReplyTo, request.Draft, request.Files));

    public static async Task<object> ForwardAsync(
        ForwardRequest request, [FromFeatures] Caller caller, ForwardMessage forward, CancellationToken cancellationToken) =>
        AnswerTo(await forward.ExecuteAsync(caller.UserId, request.Id, request.Thread, request.ClientId, cancellationToken));

    private static object AnswerTo(PostMessage.Result result) => result switch
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
    /// <param name="Draft">True if it was the caller's draft there, which is gone with it.</param>
    /// <param name="Files">The ids of uploaded files that it takes along; with them the message may be empty.</param>
    internal sealed record Request(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, string Message, string? ClientId = null,
        long? ReplyTo = null, bool Draft = false, long[]? Files = null);

    /// <param name="Id">The message's.</param>
    /// <param name="Thread">Where it is said again.</param>
    internal sealed record ForwardRequest(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, long Thread, string? ClientId = null);

    internal sealed record Answer(MessageView Message, ThreadName Thread);
}
