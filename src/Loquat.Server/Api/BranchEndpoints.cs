using System.Security.Claims;
using Loquat.Chat.Branches;
using Loquat.Server.Accounts;
using Loquat.Server.Rates;
using Loquat.Server.Rpc;

namespace Loquat.Server.Api;

/// <summary>Branches: threads that start from a message.</summary>
internal static class BranchEndpoints
{
    public static void MapBranches(this RouteGroupBuilder api)
    {
        var branches = api.MapGroup("").WithTags("Branches");
        branches.MapPut("/messages/{id:long}/branch", async (long id, ClaimsPrincipal user, StartBranch start, CancellationToken stop) =>
                ApiAnswers.Of(await BranchRpc.StartAsync(new(id), user.Caller, start, stop)))
            .Answers<BranchRpc.StartAnswer>("startBranch", "The branch that starts from this message, the same one whenever it is asked for.");
        branches.MapGet("/branches", async (string? after, int? limit, ClaimsPrincipal user, ListBranches list, CancellationToken stop) =>
                ApiAnswers.Of(await BranchRpc.ListAsync(new(null, after, limit), user.Caller, list, stop)))
            .Answers<BranchRpc.ListAnswer>("listFollowedBranches", "Branches that the caller follows, the liveliest first.");
        branches.MapGet("/threads/{id:long}/branches", async (
                long id, string? after, int? limit, ClaimsPrincipal user, ListBranches list, CancellationToken stop) =>
                ApiAnswers.Of(await BranchRpc.ListAsync(new(id, after, limit), user.Caller, list, stop)))
            .Answers<BranchRpc.ListAnswer>("listBranches", "Branches of a thread, the liveliest first.");
        branches.MapPut("/threads/{id:long}/follow", async (long id, ClaimsPrincipal user, FollowBranch follow, CancellationToken stop) =>
                ApiAnswers.Of(await BranchRpc.FollowAsync(new(id), user.Caller, follow, stop)))
            .Answers<BranchRpc.FollowAnswer>("followBranch", "The caller wants to hear of a branch.")
            .ChangesOneself();
        branches.MapDelete("/threads/{id:long}/follow", async (long id, ClaimsPrincipal user, FollowBranch follow, CancellationToken stop) =>
                ApiAnswers.Of(await BranchRpc.UnfollowAsync(new(id), user.Caller, follow, stop)))
            .Answers<BranchRpc.FollowAnswer>("unfollowBranch", "And no longer.")
            .ChangesOneself();
    }
}
