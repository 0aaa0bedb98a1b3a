using System.Diagnostics;
using System.Text.Json.Serialization;
using Loquat.Chat.Drafts;
using Loquat.Chat.Log;
using Loquat.Chat.Reading;
using Loquat.Chat.Saving;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>
/// What is the caller's own, on all devices: `thread:notify {id, level, muted?}`, `message:save {id}`, `message:unsave {id}`,
/// `message:saved {after?, limit?}`, `draft:set {thread, text, at?}`, `draft:list`.
/// </summary>
internal static class PersonalRpc
{
    public static async Task<object> NotifyAsync(
        NotifyRequest request, [FromFeatures] Caller caller, SetThreadSetting set, CancellationToken cancellationToken)
    {
        var result = await set.ExecuteAsync(caller.UserId, request.Id, request.Level, request.Muted, cancellationToken);
        return result is AppendResult.Noted ? new NotifyAnswer(request.Id, request.Level, request.Muted) : ChangeAnswer.Of(result, (_, _) => null);
    }

    public static async Task<object> SaveAsync(
        IdRequest request, [FromFeatures] Caller caller, SaveMessage save, CancellationToken cancellationToken) =>
        AnswerTo(request.Id, isSaved: true, await save.ExecuteAsync(caller.UserId, request.Id, isSaved: true, cancellationToken));

    public static async Task<object> UnsaveAsync(
        IdRequest request, [FromFeatures] Caller caller, SaveMessage save, CancellationToken cancellationToken) =>
        AnswerTo(request.Id, isSaved: false, await save.ExecuteAsync(caller.UserId, request.Id, isSaved: false, cancellationToken));

    public static async Task<object> ListSavedAsync(
        SavedRequest request, [FromFeatures] Caller caller, ListSaved list, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.BadLimit;
        if (!PageCursor.TryRead(request.After, out var after))
            return RpcErrors.BadCursor;

        var page = await list.ExecuteAsync(caller.UserId, after, request.Limit, cancellationToken);
        return new SavedAnswer(page.Saved, PageCursor.Write(page.Next));
    }

    public static async Task<object> SetDraftAsync(
        DraftRequest request, [FromFeatures] Caller caller, SetDraft set, CancellationToken cancellationToken) =>
        await set.ExecuteAsync(caller.UserId, request.Thread, request.Text, request.At, cancellationToken) switch
        {
            SetDraft.Result.Kept kept => kept.Draft,
            SetDraft.Result.Refused refused => ChangeAnswer.Of(refused.Reason, (_, _) => null),
            _ => throw new UnreachableException(),
        };

    public static async Task<object> ListDraftsAsync(
        [FromFeatures] Caller caller, ListDrafts list, CancellationToken cancellationToken) =>
        new DraftsAnswer(await list.ExecuteAsync(caller.UserId, cancellationToken));

    private static object AnswerTo(long messageId, bool isSaved, AppendResult result) =>
        result is AppendResult.Noted ? new SaveAnswer(messageId, isSaved) : ChangeAnswer.Of(result, (_, _) => null);

    /// <param name="Muted">False if it is not said.</param>
    internal sealed record NotifyRequest(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id, NotificationLevel Level, bool Muted = false);

    internal sealed record NotifyAnswer(long ThreadId, NotificationLevel Level, bool Muted);

    internal sealed record SaveAnswer(long MessageId, bool Saved);

    internal sealed record SavedRequest(string? After = null, int? Limit = null);

    internal sealed record SavedAnswer(IReadOnlyList<ListSaved.Item> Saved, string? Next);

    /// <param name="Text">Empty for none.</param>
    /// <param name="At">When it was typed; null for now.</param>
    internal sealed record DraftRequest(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Thread, string Text, DateTimeOffset? At = null);

    internal sealed record DraftsAnswer(IReadOnlyList<DraftView> Drafts);
}
