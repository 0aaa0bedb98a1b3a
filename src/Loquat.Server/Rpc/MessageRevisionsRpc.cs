using System.Text.Json.Serialization;
using Loquat.Chat.Messages;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`message:revisions {id, after?, limit?}`: what a message has said over time.</summary>
internal static class MessageRevisionsRpc
{
    public const string Method = "message:revisions";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, ShowRevisions show, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.BadLimit;

        return await show.ExecuteAsync(caller.UserId, request.Id, request.After, request.Limit, cancellationToken) is { } page
            ? new Answer(page.Revisions, page.More)
            : RpcErrors.NotFound;
    }

    /// <param name="After">The last revision of the page before.</param>
    internal sealed record Request(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, int? After = null, int? Limit = null);

    /// <param name="Revisions">The first text first, the present one last; none of a deleted message.</param>
    /// <param name="More">There are later ones.</param>
    internal sealed record Answer(IReadOnlyList<RevisionView> Revisions, bool More);
}
