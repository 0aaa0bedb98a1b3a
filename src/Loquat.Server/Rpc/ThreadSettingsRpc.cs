using System.Text.Json.Serialization;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>
/// What a room is: `thread:rename {id, name}`, `thread:topic {id, topic}`, `thread:archive {id}`, `thread:reopen {id}`, each with `clientId?`.
/// </summary>
internal static class ThreadSettingsRpc
{
    public static async Task<object> RenameAsync(
        NameRequest request, [FromFeatures] Caller caller, RenameThread rename, CancellationToken cancellationToken) =>
        AnswerTo<ThreadRenamed>(request.Id, await rename.ExecuteAsync(caller.UserId, request.Id, request.Name, request.ClientId, cancellationToken));

    public static async Task<object> SetTopicAsync(
        TopicRequest request, [FromFeatures] Caller caller, SetTopic set, CancellationToken cancellationToken) =>
        AnswerTo<TopicChanged>(request.Id, await set.ExecuteAsync(caller.UserId, request.Id, request.Topic, request.ClientId, cancellationToken));

    public static async Task<object> ArchiveAsync(
        Request request, [FromFeatures] Caller caller, ArchiveThread archive, CancellationToken cancellationToken) =>
        AnswerTo<ThreadArchived>(request.Id, await archive.ExecuteAsync(caller.UserId, request.Id, isArchived: true, request.ClientId, cancellationToken));

    public static async Task<object> ReopenAsync(
        Request request, [FromFeatures] Caller caller, ArchiveThread archive, CancellationToken cancellationToken) =>
        AnswerTo<ThreadReopened>(request.Id, await archive.ExecuteAsync(caller.UserId, request.Id, isArchived: false, request.ClientId, cancellationToken));

    private static object AnswerTo<TContent>(long threadId, AppendResult result)
        where TContent : EventContent =>
        ChangeAnswer.Of(result, (offset, content) => content is TContent or NothingChanged ? new ThreadChangeAnswer(offset, threadId) : null);

    internal sealed record Request(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, string? ClientId = null);

    internal sealed record NameRequest(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, string Name, string? ClientId = null);

    internal sealed record TopicRequest(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, string Topic, string? ClientId = null);
}
