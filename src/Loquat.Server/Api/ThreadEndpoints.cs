using System.Security.Claims;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Server.Accounts;
using Loquat.Server.Embedded;
using Loquat.Server.Rates;
using Loquat.Server.Rpc;
using Microsoft.AspNetCore.Mvc;

namespace Loquat.Server.Api;

/// <summary>Threads, and what is said in them.</summary>
internal static class ThreadEndpoints
{
    public static void MapThreads(this RouteGroupBuilder api)
    {
        var threads = api.MapGroup("").WithTags("Threads");
        MapLists(threads);
        MapSettings(threads);
        MapMessages(threads);
    }

    private static void MapLists(RouteGroupBuilder threads)
    {
        threads.MapGet("/threads", async (string? after, int? limit, ClaimsPrincipal user, ListThreads list, CancellationToken stop) =>
                ApiAnswers.Of(await ThreadListRpc.ListAsync(new(after, limit), user.Caller, list, stop)))
            .Answers<ThreadListRpc.Answer>("listThreads", "Rooms and direct conversations that the caller sees, the liveliest first.");
        threads.MapPost("/threads", async (
                RoomBody body, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, CreateThread create, ThreadIntroduction introduction) =>
                ApiAnswers.Created<ThreadCreateRpc.Answer>(
                    await ThreadCreateRpc.AnswerAsync(new(body.Name, body.Private, key), user.Caller, create, introduction), made => At(made.Thread.Id)))
            .Answers<ThreadCreateRpc.Answer>("createRoom", "Opens a room, which the caller owns.", StatusCodes.Status201Created)
            .MakesRoom();
        threads.MapPost("/directs", async (DirectBody body, ClaimsPrincipal user, OpenDirect open, CancellationToken stop) =>
                ApiAnswers.Of(await ThreadDirectRpc.AnswerAsync(new(body.Users), user.Caller, open, stop)))
            .Answers<ThreadDirectRpc.Answer>("openDirect", "The conversation of the caller and these people, the same one whenever it is asked for.")
            .MakesRoom();
        threads.MapGet("/rooms", async (string? query, string? after, int? limit, ClaimsPrincipal user, BrowseRooms browse, CancellationToken stop) =>
                ApiAnswers.Of(await ThreadListRpc.BrowseAsync(new(query, after, limit), user.Caller, browse, stop)))
            .Answers<ThreadListRpc.BrowseAnswer>("browseRooms", "Public rooms that the caller has not joined.");
        threads.MapGet("/threads/{id:long}", async (long id, ClaimsPrincipal user, ShowThread show, CancellationToken stop) =>
                ApiAnswers.Of(await ThreadListRpc.ShowAsync(new(id), user.Caller, show, stop)))
            .Answers<ThreadListRpc.ShowAnswer>("showThread", "One thread, and how many belong to it.");
    }

    private static void MapSettings(RouteGroupBuilder threads)
    {
        threads.MapPut("/threads/{id:long}/name", async (
                long id, NameBody body, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, RenameThread rename, CancellationToken stop) =>
                ApiAnswers.Of(await ThreadSettingsRpc.RenameAsync(new(id, body.Name, key), user.Caller, rename, stop)))
            .Answers<ThreadChangeAnswer>("renameRoom", "Gives a room another name.");
        threads.MapPut("/threads/{id:long}/topic", async (
                long id, TopicBody body, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, SetTopic set, CancellationToken stop) =>
                ApiAnswers.Of(await ThreadSettingsRpc.SetTopicAsync(new(id, body.Topic, key), user.Caller, set, stop)))
            .Answers<ThreadChangeAnswer>("setTopic", "Says what a room is about; empty for nothing.");
        threads.MapPut("/threads/{id:long}/archive", async (
                long id, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, ArchiveThread archive, CancellationToken stop) =>
                ApiAnswers.Of(await ThreadSettingsRpc.ArchiveAsync(new(id, key), user.Caller, archive, stop)))
            .Answers<ThreadChangeAnswer>("archiveRoom", "Closes a room: everything stays readable, and nothing is added.");
        threads.MapDelete("/threads/{id:long}/archive", async (
                long id, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, ArchiveThread archive, CancellationToken stop) =>
                ApiAnswers.Of(await ThreadSettingsRpc.ReopenAsync(new(id, key), user.Caller, archive, stop)))
            .Answers<ThreadChangeAnswer>("reopenRoom", "Opens an archived room again.");
    }

    private static void MapMessages(RouteGroupBuilder threads)
    {
        threads.MapGet("/threads/{id:long}/messages", async (
                long id, long? before, long? after, long? around, int? limit, bool? events, ClaimsPrincipal user, ShowHistory history, NewestPages newest, CancellationToken stop) =>
                ApiAnswers.Of(await ThreadHistoryRpc.AnswerAsync(new(id, before, limit, after, around, events ?? false), user.Caller, history, newest, stop)))
            .Answers<ThreadHistoryRpc.Answer>("showHistory", "A page of messages as they are now: the newest, or before, after or around an offset; with 'events' also what happened to the thread itself.");
        threads.MapPost("/threads/{id:long}/messages", async (
                long id, MessageBody body, [FromHeader(Name = ApiEndpoints.Key)] string? key, ClaimsPrincipal user, PostMessage post, CancellationToken stop) =>
                ApiAnswers.Created<ThreadPublishRpc.Answer>(
                    await ThreadPublishRpc.AnswerAsync(new(id, body.Text, key, body.ReplyTo, body.Draft, body.Files), user.Caller, post, stop),
                    made => MessageEndpoints.At(made.Message.Id)))
            .Answers<ThreadPublishRpc.Answer>("postMessage", "Says something. Answered once it is durable.", StatusCodes.Status201Created);
        threads.MapGet("/threads/{id:long}/pins", async (
                long id, string? after, int? limit, ClaimsPrincipal user, ListPins list, CancellationToken stop) =>
                ApiAnswers.Of(await MessageShowRpc.ListPinsAsync(new(id, after, limit), user.Caller, list, stop)))
            .Answers<MessageShowRpc.PinsAnswer>("listPins", "What is pinned, the newest pin first.");
        threads.MapGet("/threads/{id:long}/events", ThreadEvents.ReadAsync)
            .Answers<ThreadEvents.Answer>("readLog", "Everything that happened in a thread after an offset: whoever asks again and again follows it.");
        threads.MapPost("/threads/{id:long}/typing", async (
                long id, ClaimsPrincipal user, TellTyping tell, TypingPace pace, CancellationToken stop) =>
                ApiAnswers.Done(await TypingRpc.AnswerAsync(new(id), $"token {user.TokenId}", user.Caller, tell, pace, stop)))
            .AnswersNothing("tellTyping", "Tells those who look at the thread that the caller is writing there.")
            .ChangesOneself();
    }

    private static string At(long id) => $"{ApiEndpoints.Prefix}/threads/{id}";

    internal sealed record RoomBody(string Name, bool Private = false);

    /// <param name="Users">Their ids.</param>
    internal sealed record DirectBody(long[] Users);

    internal sealed record NameBody(string Name);

    internal sealed record TopicBody(string Topic);

    /// <param name="ReplyTo">The id of the message that it answers.</param>
    /// <param name="Draft">True if it was the caller's draft there, which is gone with it.</param>
    /// <param name="Files">The ids of uploaded files that it takes along; with them the text may be empty.</param>
    internal sealed record MessageBody(string Text, long? ReplyTo = null, bool Draft = false, long[]? Files = null);
}
