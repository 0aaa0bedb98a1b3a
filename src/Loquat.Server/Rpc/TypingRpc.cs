using System.Diagnostics;
using Loquat.Chat.Threads;
using Loquat.Protocol;
using Loquat.Realtime.AspNetCore;
using Loquat.Server.Embedded;

namespace Loquat.Server.Rpc;

/// <summary>`thread:typing {id}`: the caller is writing there.</summary>
internal static class TypingRpc
{
    public static Task<object> AnswerCallAsync(
        IdRequest request, RpcContext context, [FromFeatures] Caller caller, TellTyping tell, TypingPace pace, CancellationToken cancellationToken) =>
        AnswerAsync(request, context.Connection.Id, caller, tell, pace, cancellationToken);

    /// <param name="device">What may not say it too often.</param>
    public static async Task<object> AnswerAsync(
        IdRequest request, string device, Caller caller, TellTyping tell, TypingPace pace, CancellationToken cancellationToken)
    {
        if (!pace.TryTake(device))
            return new Answer();

        return await tell.ExecuteAsync(caller.UserId, request.Id, cancellationToken) switch
        {
            TellTyping.Result.Told => new Answer(),
            TellTyping.Result.NotFound => RpcErrors.NotFound,
            TellTyping.Result.Forbidden => ProtocolError.PermissionDenied,
            _ => throw new UnreachableException(),
        };
    }

    internal sealed record Answer;
}
