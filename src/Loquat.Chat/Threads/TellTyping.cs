using System.Text.Json;
using System.Text.Json.Serialization;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>Tells those who look at a thread that somebody is writing there. At most once, and in no log.</summary>
public sealed class TellTyping(ChatDbContext db, ThreadLog log)
{
    public async Task<Result> ExecuteAsync(long userId, long threadId, CancellationToken cancellationToken)
    {
        var place = await db.Threads
            .VisibleTo(userId)
            .Where(thread => thread.Id == threadId)
            .Select(thread => new
            {
                // A branch has its parent's rules.
                Kind = thread.ParentId == null ? thread.Kind : thread.Parent!.Kind,
                thread.Visibility,
                Archived = thread.ParentId == null ? thread.Archived : thread.Parent!.Archived,
                Membership = db.Members
                    .Where(member => member.ThreadId == (thread.ParentId ?? thread.Id) && member.UserId == userId)
                    .Select(member => (MemberRole?)member.Role)
                    .SingleOrDefault(),
            })
            .SingleOrDefaultAsync(cancellationToken);
        var user = await db.Users
            .Where(user => user.Id == userId)
            .Select(user => new { user.Role, View = new AuthorView(user.Id, user.UserName!) })
            .SingleOrDefaultAsync(cancellationToken);
        if (place is null || user is null)
            return Result.NotFound;

        var standing = Access.StandingOf(place.Membership, user.Role, place.Visibility);
        if (!AccessRules.Allow(ThreadAction.Post, standing, place.Kind, place.Visibility) || place.Archived is not null)
            return Result.Forbidden;

        log.Tell(Typing.ChannelOf(threadId), new Typing(threadId, user.View).ToJson());
        return Result.Told;
    }

    public enum Result
    {
        Told,
        NotFound,
        Forbidden,
    }
}

/// <summary>What the channel <c>typing:{id}</c> of a thread carries. Whoever hears it forgets it after a few seconds.</summary>
public sealed record Typing(long ThreadId, AuthorView User)
{
    [JsonPropertyOrder(-1)]
    public string Type { get; } = "typing";

    public static string ChannelOf(long threadId) => $"typing:{threadId}";

    public byte[] ToJson() => JsonSerializer.SerializeToUtf8Bytes(this, ChatJson.Plain.Typing);
}
