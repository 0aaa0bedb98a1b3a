using Loquat.Chat.Users;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>
/// `user:find {query?, thread?, limit?}`: a handful of people for whoever names one, those of the thread first; `user:list {after?, limit?}`:
/// everybody, in pages.
/// </summary>
internal static class PeopleRpc
{
    public static async Task<object> FindAsync(
        FindRequest request, [FromFeatures] Caller caller, FindPeople find, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.BadLimit;

        return await find.ExecuteAsync(caller.UserId, request.Query ?? "", request.Thread, request.Limit, cancellationToken) is { } people
            ? new Answer(people)
            : RpcErrors.NotFound;
    }

    public static async Task<object> ListAsync(ListRequest request, ListPeople list, CancellationToken cancellationToken) =>
        request.Limit is < 1 ? RpcErrors.BadLimit : new Answer(await list.ExecuteAsync(request.After, request.Limit, cancellationToken));

    /// <param name="Query">How the name begins.</param>
    internal sealed record FindRequest(string? Query = null, long? Thread = null, int? Limit = null);

    /// <param name="After">The last user's id of the page before.</param>
    internal sealed record ListRequest(long After = 0, int? Limit = null);

    internal sealed record Answer(IReadOnlyList<PersonView> Users);
}
