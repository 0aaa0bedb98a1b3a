using System.Security.Claims;
using Loquat.Chat.Threads;
using Loquat.Server.Accounts;
using Loquat.Server.Rpc;
using Microsoft.AspNetCore.Mvc;

namespace Loquat.Server.Api;

/// <summary>Who belongs to a thread.</summary>
internal static class MemberEndpoints
{
    public static void MapMembers(this RouteGroupBuilder api)
    {
        var members = api.MapGroup("/threads/{id:long}/members").WithTags("Members");
        members.MapGet("", async (long id, long? after, int? limit, ClaimsPrincipal user, ListMembers list, CancellationToken stop) =>
                ApiAnswers.Of(await MembershipRpc.ListAsync(new(id, after ?? 0, limit), user.Caller, list, stop)))
            .Answers<MembershipRpc.MembersAnswer>("listMembers", "Ascending by the user's id; 'after' is the last one of the page before.");
        members.MapPut("/me", async (long id, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, JoinThread join, CancellationToken stop) =>
                ApiAnswers.Of(await MembershipRpc.JoinAsync(new(id, key), user.Caller, join, stop)))
            .Answers<ThreadChangeAnswer>("joinRoom", "The caller becomes a member of a public room.");
        members.MapDelete("/me", async (long id, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, LeaveThread leave, CancellationToken stop) =>
                ApiAnswers.Of(await MembershipRpc.LeaveAsync(new(id, key), user.Caller, leave, stop)))
            .Answers<ThreadChangeAnswer>("leaveRoom", "And is none any more.");
        members.MapPut("/{user:long}", async (
                long id, long user, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal caller, InviteMember invite, CancellationToken stop) =>
                ApiAnswers.Of(await MembershipRpc.InviteAsync(new(id, user, key), caller.Caller, invite, stop)))
            .Answers<ThreadChangeAnswer>("inviteMember", "Makes somebody else a member.");
        members.MapDelete("/{user:long}", async (
                long id, long user, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal caller, RemoveMember remove, CancellationToken stop) =>
                ApiAnswers.Of(await MembershipRpc.RemoveAsync(new(id, user, key), caller.Caller, remove, stop)))
            .Answers<ThreadChangeAnswer>("removeMember", "Ends somebody else's membership.");
        members.MapPut("/{user:long}/role", async (
                long id, long user, RoleBody body, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal caller, SetMemberRole set, CancellationToken stop) =>
                ApiAnswers.Of(await MembershipRpc.SetRoleAsync(new(id, user, body.Role, key), caller.Caller, set, stop)))
            .Answers<ThreadChangeAnswer>("setMemberRole", "Gives a member another role.");
    }

    internal sealed record RoleBody(MemberRole Role);
}
