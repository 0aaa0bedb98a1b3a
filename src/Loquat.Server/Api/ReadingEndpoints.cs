using System.Security.Claims;
using Loquat.Chat.Drafts;
using Loquat.Chat.Reading;
using Loquat.Chat.Saving;
using Loquat.Server.Accounts;
using Loquat.Server.Rates;
using Loquat.Server.Rpc;

namespace Loquat.Server.Api;

/// <summary>What is the caller's own: what they have read, how loud a thread is, drafts, saved messages.</summary>
internal static class ReadingEndpoints
{
    public static void MapReading(this RouteGroupBuilder api)
    {
        var own = api.MapGroup("").WithTags("One's own things").ChangesOneself();
        own.MapPut("/threads/{id:long}/read", async (long id, OffsetBody body, ClaimsPrincipal user, MarkRead mark, CancellationToken stop) =>
                ApiAnswers.Of(await ThreadReadRpc.AnswerAsync(new(id, body.Offset), user.Caller, mark, stop)))
            .Answers<ThreadReadRpc.Answer>("markRead", "How far the caller has read, which never goes back.");
        own.MapPut("/threads/{id:long}/unread", async (long id, OffsetBody body, ClaimsPrincipal user, MarkUnread mark, CancellationToken stop) =>
                ApiAnswers.Of(await ThreadUnreadRpc.AnswerAsync(new(id, body.Offset), user.Caller, mark, stop)))
            .Answers<ThreadReadRpc.Answer>("markUnread", "From this offset on everything counts as unread again.");
        own.MapPut("/threads/{id:long}/notify", async (
                long id, NotifyBody body, ClaimsPrincipal user, SetThreadSetting set, CancellationToken stop) =>
                ApiAnswers.Of(await PersonalRpc.NotifyAsync(new(id, body.Level, body.Muted), user.Caller, set, stop)))
            .Answers<PersonalRpc.NotifyAnswer>("setNotification", "How loud a thread is.");
        own.MapPut("/threads/{id:long}/draft", async (long id, DraftBody body, ClaimsPrincipal user, SetDraft set, CancellationToken stop) =>
                ApiAnswers.Of(await PersonalRpc.SetDraftAsync(new(id, body.Text, body.At), user.Caller, set, stop)))
            .Answers<DraftView>("setDraft", "Keeps what was typed and not sent; what was typed last stays.");
        own.MapGet("/drafts", async (ClaimsPrincipal user, ListDrafts list, CancellationToken stop) =>
                ApiAnswers.Of(await PersonalRpc.ListDraftsAsync(user.Caller, list, stop)))
            .Answers<PersonalRpc.DraftsAnswer>("listDrafts", "The latest first.");
        own.MapGet("/saved", async (string? after, int? limit, ClaimsPrincipal user, ListSaved list, CancellationToken stop) =>
                ApiAnswers.Of(await PersonalRpc.ListSavedAsync(new(after, limit), user.Caller, list, stop)))
            .Answers<PersonalRpc.SavedAnswer>("listSaved", "Messages that the caller keeps for later, the last saved first.");
        own.MapPut("/messages/{id:long}/saved", async (long id, ClaimsPrincipal user, SaveMessage save, CancellationToken stop) =>
                ApiAnswers.Of(await PersonalRpc.SaveAsync(new(id), user.Caller, save, stop)))
            .Answers<PersonalRpc.SaveAnswer>("saveMessage", "Keeps a message for later.");
        own.MapDelete("/messages/{id:long}/saved", async (long id, ClaimsPrincipal user, SaveMessage save, CancellationToken stop) =>
                ApiAnswers.Of(await PersonalRpc.UnsaveAsync(new(id), user.Caller, save, stop)))
            .Answers<PersonalRpc.SaveAnswer>("unsaveMessage", "Lets it go.");
    }

    internal sealed record OffsetBody(long Offset);

    internal sealed record NotifyBody(NotificationLevel Level, bool Muted = false);

    /// <param name="Text">Empty for none.</param>
    /// <param name="At">When it was typed; null for now.</param>
    internal sealed record DraftBody(string Text, DateTimeOffset? At = null);
}
