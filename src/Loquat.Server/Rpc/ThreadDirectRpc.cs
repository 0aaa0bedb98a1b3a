using System.Diagnostics;
using Loquat.Chat.Threads;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`thread:direct {users}`: the conversation between the caller and these people, the same one whenever it is asked for.</summary>
internal static class ThreadDirectRpc
{
    public const string Method = "thread:direct";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, OpenDirect open, CancellationToken cancellationToken) =>
        await open.ExecuteAsync(caller.UserId, request.Users, cancellationToken) switch
        {
            OpenDirect.Result.Opened opened => new Answer(opened.Thread),
            OpenDirect.Result.NotFound => RpcErrors.NotFound,
            OpenDirect.Result.Invalid invalid => RpcErrors.Invalid(invalid.Reason),
            OpenDirect.Result.Unavailable => RpcErrors.Unavailable,
            _ => throw new UnreachableException(),
        };

    /// <param name="Users">Their ids.</param>
    internal sealed record Request(long[] Users);

    internal sealed record Answer(ThreadView Thread);
}
