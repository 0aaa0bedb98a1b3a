using System.Security.Claims;
using Loquat.Chat.Files;
using Loquat.Chat.Messages;
using Loquat.Chat.Users;
using Loquat.Server.Accounts;
using Loquat.Server.People;
using Loquat.Server.Rpc;

namespace Loquat.Server.Api;

/// <summary>Who is here.</summary>
internal static class PeopleEndpoints
{
    public static void MapPeople(this RouteGroupBuilder api)
    {
        var people = api.MapGroup("").WithTags("People");
        people.MapGet("/me", (ClaimsPrincipal user, FilesOptions files) => TypedResults.Json(
                new MeAnswer(new AuthorView(user.UserId, user.Caller.Username), new Limits(Message.MaxTextLength, files.MaxBytes), user.Caller.Role)))
            .Answers<MeAnswer>("showMe", "Who the caller is, and what can be counted by oneself.");
        people.MapGet("/users", async (long? after, int? limit, ListPeople list, CancellationToken stop) =>
                ApiAnswers.Of(await PeopleRpc.ListAsync(new(after ?? 0, limit), list, stop)))
            .Answers<PeopleRpc.Answer>("listUsers", "Everybody, ascending by id; 'after' is the last one of the page before.");
        people.MapGet("/users/search", async (
                string? query, long? thread, int? limit, ClaimsPrincipal user, FindPeople find, CancellationToken stop) =>
                ApiAnswers.Of(await PeopleRpc.FindAsync(new(query, thread, limit), user.Caller, find, stop)))
            .Answers<PeopleRpc.Answer>("findUsers", "People whose names begin with something, those of the thread first.");
        people.MapGet("/users/presence", async (long[] id, ShowPresence show, CancellationToken stop) =>
                ApiAnswers.Of(await PresenceRpc.ShowAsync(new(id), show, stop)))
            .Answers<PresenceRpc.ShowAnswer>("showPresence", "Whether these people are here, and when they were last seen; 'id' once for each, at most 100.");
    }

    internal sealed record MeAnswer(AuthorView User, Limits Limits, UserRole Role);

    internal sealed record Limits(int MessageLength, int FileBytes);
}
