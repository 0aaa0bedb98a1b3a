using System.Text.Json.Serialization;
using Loquat.Chat.Messages;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`message:revisions {id}`: what a message has said over time.</summary>
internal static class MessageRevisionsRpc
{
    public const string Method = "message:revisions";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, ShowRevisions show, CancellationToken cancellationToken) =>
        await show.ExecuteAsync(caller.UserId, request.Id, cancellationToken) is { } revisions ? new Answer(revisions) : RpcErrors.NotFound;

    internal sealed record Request([property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id);

    /// <param name="Revisions">The first text first, the present one last; none of a deleted message.</param>
    internal sealed record Answer(IReadOnlyList<RevisionView> Revisions);
}
