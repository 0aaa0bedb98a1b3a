using Loquat.Chat.Users;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>
/// `user:find {name?, after?, limit?}`: the people whose names begin like that, by name. `user:find {name?, thread, limit?}`: the thread's
/// members first.
/// </summary>
internal static class UserFindRpc
{
    public const string Method = "user:find";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, FindUsers find, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.Invalid("field 'limit' must be positive");
        if (request.Name?.Length > User.MaxNameLength || request.After?.Length > User.MaxNameLength)
            return RpcErrors.Invalid($"no name is longer than {User.MaxNameLength} characters");
        if (request.Thread is not { } thread)
            return new Answer(await find.ExecuteAsync(request.Name ?? "", request.After, request.Limit, cancellationToken));
        if (request.After is not null)
            return RpcErrors.Invalid("field 'after' does not go with 'thread'");

        return await find.BesideAsync(caller.UserId, thread, request.Name ?? "", request.Limit, cancellationToken) is { } found
            ? new Answer(found)
            : RpcErrors.NotFound;
    }

    /// <param name="After">The last name of the page before.</param>
    internal sealed record Request(string? Name = null, string? After = null, int? Limit = null, long? Thread = null);

    internal sealed record Answer(IReadOnlyList<FoundUser> Users);
}
