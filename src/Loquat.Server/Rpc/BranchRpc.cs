using System.Diagnostics;
using System.Text.Json.Serialization;
using Loquat.Chat.Branches;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Loquat.Protocol;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>
/// `thread:branch {message}`: the branch that starts from a message, the same one whenever it is asked for; `thread:branches {id?, after?, limit?}`:
/// those that the caller follows, or all of one thread; `thread:follow {id}` and `thread:unfollow {id}`.
/// </summary>
internal static class BranchRpc
{
    public static async Task<object> StartAsync(
        StartRequest request, [FromFeatures] Caller caller, StartBranch start, CancellationToken cancellationToken) =>
        await start.ExecuteAsync(caller.UserId, request.Message, cancellationToken) switch
        {
            StartBranch.Result.Opened opened => new StartAnswer(opened.Thread),
            StartBranch.Result.NotFound => RpcErrors.NotFound,
            StartBranch.Result.Forbidden => ProtocolError.PermissionDenied,
            StartBranch.Result.Conflict conflict => RpcErrors.Conflict(conflict.Reason),
            StartBranch.Result.Unavailable => RpcErrors.Unavailable,
            _ => throw new UnreachableException(),
        };

    public static async Task<object> ListAsync(
        ListRequest request, [FromFeatures] Caller caller, ListBranches list, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.BadLimit;
        if (!PageCursor.TryRead(request.After, out var after))
            return RpcErrors.BadCursor;

        return await list.ExecuteAsync(caller.UserId, request.Id, after, request.Limit, cancellationToken) is { } page
            ? new ListAnswer(page.Branches, PageCursor.Write(page.Next))
            : RpcErrors.NotFound;
    }

    public static async Task<object> FollowAsync(
        IdRequest request, [FromFeatures] Caller caller, FollowBranch follow, CancellationToken cancellationToken) =>
        AnswerTo(request.Id, follows: true, await follow.ExecuteAsync(caller.UserId, request.Id, follows: true, cancellationToken));

    public static async Task<object> UnfollowAsync(
        IdRequest request, [FromFeatures] Caller caller, FollowBranch follow, CancellationToken cancellationToken) =>
        AnswerTo(request.Id, follows: false, await follow.ExecuteAsync(caller.UserId, request.Id, follows: false, cancellationToken));

    private static object AnswerTo(long threadId, bool follows, AppendResult result) =>
        result is AppendResult.Noted ? new FollowAnswer(threadId, follows) : ChangeAnswer.Of(result, (_, _) => null);

    internal sealed record StartRequest([property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Message);

    internal sealed record StartAnswer(ThreadView Thread);

    /// <param name="Id">A thread; null for what the caller follows.</param>
    internal sealed record ListRequest(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long? Id = null, string? After = null, int? Limit = null);

    internal sealed record ListAnswer(IReadOnlyList<ListBranches.Item> Branches, string? Next);

    internal sealed record FollowAnswer(long ThreadId, bool Follows);
}
