using System.Security.Claims;
using Loquat.Chat.Messages;
using Loquat.Server.Accounts;
using Loquat.Server.Rpc;
using Microsoft.AspNetCore.Mvc;

namespace Loquat.Server.Api;

/// <summary>What can be done to a message that exists.</summary>
internal static class MessageEndpoints
{
    public static string At(long id) => $"{ApiEndpoints.Prefix}/messages/{id}";

    public static void MapMessages(this RouteGroupBuilder api)
    {
        var messages = api.MapGroup("/messages/{id:long}").WithTags("Messages");
        messages.MapGet("", async (long id, ClaimsPrincipal user, ShowMessage show, CancellationToken stop) =>
                ApiAnswers.Of(await MessageShowRpc.ShowAsync(new(id), user.Caller, show, stop)))
            .Answers<MessagePlace>("showMessage", "One message and its thread.");
        messages.MapPatch("", async (long id, TextBody body, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, EditMessage edit, CancellationToken stop) =>
                ApiAnswers.Of(await MessageEditRpc.AnswerAsync(new(id, body.Text, key), user.Caller, edit, stop)))
            .Answers<MessageEditRpc.Answer>("editMessage", "The author says something else instead.");
        messages.MapDelete("", async (long id, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, DeleteMessage delete, CancellationToken stop) =>
                ApiAnswers.Of(await MessageDeleteRpc.AnswerAsync(new(id, key), user.Caller, delete, stop)))
            .Answers<MessageDeleteRpc.Answer>("deleteMessage", "Takes its text away, from the log too.");
        messages.MapGet("/revisions", async (long id, int? after, int? limit, ClaimsPrincipal user, ShowRevisions show, CancellationToken stop) =>
                ApiAnswers.Of(await MessageRevisionsRpc.AnswerAsync(new(id, after, limit), user.Caller, show, stop)))
            .Answers<MessageRevisionsRpc.Answer>("showRevisions", "What it has said over time, the first text first; 'after' is the last one of the page before.");
        messages.MapPost("/forward", async (
                long id, ForwardBody body, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, ForwardMessage forward, CancellationToken stop) =>
                ApiAnswers.Created<ThreadPublishRpc.Answer>(
                    await ThreadPublishRpc.ForwardAsync(new(id, body.Thread, key), user.Caller, forward, stop), made => At(made.Message.Id)))
            .Answers<ThreadPublishRpc.Answer>("forwardMessage", "Says it again in another thread, with where it comes from.", StatusCodes.Status201Created);
        MapMarks(messages);
    }

    private static void MapMarks(RouteGroupBuilder messages)
    {
        messages.MapPut("/reactions/{emoji}", async (
                long id, string emoji, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, AddReaction add, CancellationToken stop) =>
                ApiAnswers.Of(await MessageReactRpc.AddAsync(new(id, emoji, key), user.Caller, add, stop)))
            .Answers<MessageReactRpc.Answer>("addReaction", "Puts the caller's emoji on it.");
        messages.MapDelete("/reactions/{emoji}", async (
                long id, string emoji, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, RemoveReaction remove, CancellationToken stop) =>
                ApiAnswers.Of(await MessageReactRpc.RemoveAsync(new(id, emoji, key), user.Caller, remove, stop)))
            .Answers<MessageReactRpc.Answer>("removeReaction", "Takes it back.");
        messages.MapPut("/pin", async (long id, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, PinMessage pin, CancellationToken stop) =>
                ApiAnswers.Of(await MessagePinRpc.PinAsync(new(id, key), user.Caller, pin, stop)))
            .Answers<MessagePinRpc.Answer>("pinMessage", "Keeps it at hand for everybody in its thread.");
        messages.MapDelete("/pin", async (long id, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, PinMessage pin, CancellationToken stop) =>
                ApiAnswers.Of(await MessagePinRpc.UnpinAsync(new(id, key), user.Caller, pin, stop)))
            .Answers<MessagePinRpc.Answer>("unpinMessage", "Lets it go.");
    }

    internal sealed record TextBody(string Text);

    /// <param name="Thread">Where it is said again.</param>
    internal sealed record ForwardBody(long Thread);
}
