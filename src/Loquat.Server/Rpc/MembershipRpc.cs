using System.Text.Json.Serialization;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>
/// Who belongs to a thread: `thread:join {id}`, `thread:leave {id}`, `thread:invite {id, user}`, `thread:remove {id, user}`,
/// `thread:role {id, user, role}`, each with `clientId?`, and `thread:members {id, after?, limit?}`. A user is named by the id.
/// </summary>
internal static class MembershipRpc
{
    public static async Task<object> JoinAsync(
        Request request, [FromFeatures] Caller caller, JoinThread join, CancellationToken cancellationToken) =>
        AnswerTo<MemberJoined>(request.Id, await join.ExecuteAsync(caller.UserId, request.Id, request.ClientId, cancellationToken));

    public static async Task<object> LeaveAsync(
        Request request, [FromFeatures] Caller caller, LeaveThread leave, CancellationToken cancellationToken) =>
        AnswerTo<MemberLeft>(request.Id, await leave.ExecuteAsync(caller.UserId, request.Id, request.ClientId, cancellationToken));

    public static async Task<object> InviteAsync(
        UserRequest request, [FromFeatures] Caller caller, InviteMember invite, CancellationToken cancellationToken) =>
        AnswerTo<MemberJoined>(request.Id, await invite.ExecuteAsync(caller.UserId, request.Id, request.User, request.ClientId, cancellationToken));

    public static async Task<object> RemoveAsync(
        UserRequest request, [FromFeatures] Caller caller, RemoveMember remove, CancellationToken cancellationToken) =>
        AnswerTo<MemberLeft>(request.Id, await remove.ExecuteAsync(caller.UserId, request.Id, request.User, request.ClientId, cancellationToken));

    public static async Task<object> SetRoleAsync(
        RoleRequest request, [FromFeatures] Caller caller, SetMemberRole set, CancellationToken cancellationToken) =>
        AnswerTo<MemberRoleChanged>(request.Id, await set.ExecuteAsync(
            caller.UserId, request.Id, request.User, request.Role, request.ClientId, cancellationToken));

    public static async Task<object> ListAsync(
        ListRequest request, [FromFeatures] Caller caller, ListMembers list, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.BadLimit;

        return await list.ExecuteAsync(caller.UserId, request.Id, request.After, request.Limit, cancellationToken) is { } members
            ? new MembersAnswer(members)
            : RpcErrors.NotFound;
    }

    private static object AnswerTo<TContent>(long threadId, AppendResult result)
        where TContent : EventContent =>
        ChangeAnswer.Of(result, (offset, content) => content is TContent or NothingChanged ? new ThreadChangeAnswer(offset, threadId) : null);

    internal sealed record Request(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, string? ClientId = null);

    internal sealed record UserRequest(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, long User, string? ClientId = null);

    internal sealed record RoleRequest(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id,
        long User,
        MemberRole Role,
        string? ClientId = null);

    /// <param name="After">The last user's id of the page before.</param>
    internal sealed record ListRequest(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, long After = 0, int? Limit = null);

    internal sealed record MembersAnswer(IReadOnlyList<MemberView> Members);
}

/// <param name="Offset">Of the event in the thread's log.</param>
internal sealed record ThreadChangeAnswer(long Offset, long ThreadId);
