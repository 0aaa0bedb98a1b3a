using System.Diagnostics;
using System.Globalization;
using System.Text.Json.Serialization;
using Loquat.Chat.Messages;
using Loquat.Chat.Search;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`thread:search {query, id?, after?, limit?}`: messages with all of some words, the newest first, of one thread or wherever the caller reads.</summary>
internal static class SearchRpc
{
    public const string Method = "thread:search";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, SearchMessages search, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.BadLimit;
        if (!TryReadCursor(request.After, out var after))
            return RpcErrors.BadCursor;

        return await search.ExecuteAsync(caller.UserId, request.Query ?? "", request.Id, after, request.Limit, cancellationToken) switch
        {
            SearchMessages.Result.Page page => new Answer(page.Messages, page.Next?.ToString(CultureInfo.InvariantCulture), page.Complete),
            SearchMessages.Result.Invalid invalid => RpcErrors.Invalid(invalid.Reason),
            SearchMessages.Result.NotFound => RpcErrors.NotFound,
            _ => throw new UnreachableException(),
        };
    }

    private static bool TryReadCursor(string? text, out long? after)
    {
        var isNumber = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number);
        after = isNumber ? number : null;
        return isNumber || text is null;
    }

    /// <param name="Id">A thread, with its branches; null for all that the caller reads.</param>
    internal sealed record Request(
        string? Query = null,
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long? Id = null,
        string? After = null,
        int? Limit = null);

    /// <param name="Found">The newest first. There may be none, although there is a next page: then the search has been cut short.</param>
    /// <param name="Next">Where the next page begins; null if this is the last.</param>
    /// <param name="Complete">False while messages may be missing, since the index is still being made.</param>
    internal sealed record Answer(IReadOnlyList<MessagePlace> Found, string? Next, bool Complete);
}
