using System.Security.Claims;
using Loquat.Chat.Search;
using Loquat.Server.Accounts;
using Loquat.Server.Rpc;

namespace Loquat.Server.Api;

/// <summary>Finding what was said.</summary>
internal static class SearchEndpoints
{
    public static void MapSearch(this RouteGroupBuilder api) =>
        api.MapGroup("").WithTags("Messages").MapGet("/search", async (
                string? query, long? thread, string? after, int? limit, ClaimsPrincipal user, SearchMessages search, CancellationToken stop) =>
                ApiAnswers.Of(await SearchRpc.AnswerAsync(new(query, thread, after, limit), user.Caller, search, stop)))
            .Answers<SearchRpc.Answer>(
                "searchMessages",
                "Messages with all of these words, the newest first, of one thread or of all that the caller reads; \"phrases\" and from:name count, and the last word may be the beginning of one.");
}
