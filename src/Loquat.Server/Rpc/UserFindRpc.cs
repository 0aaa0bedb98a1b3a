using Loquat.Chat.Messages;
using Loquat.Chat.Users;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`user:find {name?, after?, limit?}`: the people whose names begin like that, by name.</summary>
internal static class UserFindRpc
{
    public const string Method = "user:find";

    public static async Task<object> AnswerAsync(Request request, FindUsers find, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.Invalid("field 'limit' must be positive");
        if (request.Name?.Length > User.MaxNameLength || request.After?.Length > User.MaxNameLength)
            return RpcErrors.Invalid($"no name is longer than {User.MaxNameLength} characters");

        return new Answer(await find.ExecuteAsync(request.Name ?? "", request.After, request.Limit, cancellationToken));
    }

    /// <param name="After">The last name of the page before.</param>
    internal sealed record Request(string? Name = null, string? After = null, int? Limit = null);

    internal sealed record Answer(IReadOnlyList<AuthorView> Users);
}
