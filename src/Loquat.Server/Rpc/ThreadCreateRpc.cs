using System.Diagnostics;
using Loquat.Chat.Threads;
using Loquat.Realtime.AspNetCore;
using Loquat.Server.Embedded;

namespace Loquat.Server.Rpc;

/// <summary>`thread:create {name, private?, clientId?}`: opens a room and shows it to everybody who may see it.</summary>
internal static class ThreadCreateRpc
{
    public const string Method = "thread:create";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, CreateThread create, ThreadIntroduction introduction)
    {
        // Who is gone before the answer has created it all the same, and everybody else is to see it.
        switch (await create.ExecuteAsync(caller.UserId, request.Name, request.Private, CancellationToken.None, request.ClientId))
        {
            case CreateThread.Result.Created created:
                await introduction.IntroduceAsync(created.Thread, caller.UserId, CancellationToken.None);
                return new Answer(created.Thread);
            case CreateThread.Result.NotFound:
                return RpcErrors.NotFound;
            case CreateThread.Result.Invalid invalid:
                return RpcErrors.Invalid(invalid.Reason);
            case CreateThread.Result.Conflict conflict:
                return RpcErrors.Conflict(conflict.Reason);
            case CreateThread.Result.Unavailable:
                return RpcErrors.Unavailable;
            default:
                throw new UnreachableException();
        }
    }

    internal sealed record Request(string Name, bool Private = false, string? ClientId = null);

    internal sealed record Answer(ThreadView Thread);
}
