using System.Text.Json.Serialization;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>
/// People whose names begin with something, a handful: for whoever names one. Who has just spoken in the thread comes first, then who else belongs
/// to it, then the others.
/// </summary>
public sealed class FindPeople(ChatDbContext db)
{
    public const int DefaultLimit = 20;
    public const int MaxLimit = 50;

    // Where to look for who has just spoken.
    private const int RecentMessages = 200;

    /// <param name="threadId">Null to look for people wherever they are.</param>
    /// <returns>Null if there is no such thread, or not for this user.</returns>
    public async Task<IReadOnlyList<PersonView>?> ExecuteAsync(
        long userId, string query, long? threadId, int? limit, CancellationToken cancellationToken)
    {
        var count = Math.Clamp(limit ?? DefaultLimit, 1, MaxLimit);
        var prefix = PlainText.Storable(query.Trim()).ToUpperInvariant();
        var people = db.Users.Where(user => user.NormalizedUserName!.StartsWith(prefix));
        if (threadId is not { } id)
            return [.. (await NamesAsync(people, count, cancellationToken)).Select(person => new PersonView(person.Id, person.Username))];

        var rootId = await db.Threads
            .VisibleTo(userId)
            .Where(thread => thread.Id == id)
            .Select(thread => (long?)(thread.ParentId ?? thread.Id))
            .SingleOrDefaultAsync(cancellationToken);
        if (rootId is not { } root)
            return null;

        var found = await SpeakersAsync(people, id, cancellationToken);
        var members = people.Where(user => db.Members.Any(member => member.ThreadId == root && member.UserId == user.Id));
        found.AddRange(await NamesAsync(members, count, cancellationToken));
        found.AddRange(await NamesAsync(people, count, cancellationToken));
        var chosen = found.Distinct().Take(count).ToList();
        return await MarkMembersAsync(chosen, root, cancellationToken);
    }

    private static Task<List<AuthorView>> NamesAsync(IQueryable<User> people, int count, CancellationToken cancellationToken) => people
        .OrderBy(user => user.NormalizedUserName)
        .Take(count)
        .Select(user => new AuthorView(user.Id, user.UserName!))
        .ToListAsync(cancellationToken);

    /// <summary>Whoever spoke last comes first.</summary>
    private async Task<List<AuthorView>> SpeakersAsync(IQueryable<User> people, long threadId, CancellationToken cancellationToken)
    {
        var recent = await db.Messages
            .Where(message => message.ThreadId == threadId)
            .OrderByDescending(message => message.Offset)
            .Take(RecentMessages)
            .Select(message => message.AuthorId)
            .ToListAsync(cancellationToken);
        var ids = recent.Distinct().ToArray();
        var speakers = await people
            .Where(user => EF.Parameter(ids).Contains(user.Id))
            .Select(user => new AuthorView(user.Id, user.UserName!))
            .ToListAsync(cancellationToken);
        return [.. speakers.OrderBy(speaker => Array.IndexOf(ids, speaker.Id))];
    }

    private async Task<IReadOnlyList<PersonView>> MarkMembersAsync(List<AuthorView> people, long threadId, CancellationToken cancellationToken)
    {
        var ids = people.Select(person => person.Id).ToArray();
        var members = await db.Members
            .Where(member => member.ThreadId == threadId && EF.Parameter(ids).Contains(member.UserId))
            .Select(member => member.UserId)
            .ToHashSetAsync(cancellationToken);
        return [.. people.Select(person => new PersonView(person.Id, person.Username) { Member = members.Contains(person.Id) })];
    }
}

/// <summary>Somebody with an account.</summary>
public sealed record PersonView(long Id, string Username)
{
    /// <summary>Whether they belong to the thread that was asked about; null if none was.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Member { get; init; }
}
