using System.Text.Json.Serialization;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>People by the beginning of their names, for whoever wants to invite, address or mention them. In pages: a server may have thousands.</summary>
public sealed class FindUsers(ChatDbContext db)
{
    public const int MaxLimit = 100;

    /// <param name="beginning">What the name begins with, in any case; empty finds everybody.</param>
    /// <param name="after">The last name of the page before; null for the first page.</param>
    /// <returns>Ascending by name.</returns>
    public async Task<IReadOnlyList<FoundUser>> ExecuteAsync(
        string beginning, string? after, int? limit, CancellationToken cancellationToken)
    {
        var users = NamedLike(beginning);
        if (after?.ToUpperInvariant() is { } last)
            users = users.Where(user => string.Compare(user.NormalizedUserName, last) > 0);

        return await users
            .OrderBy(user => user.NormalizedUserName)
            .Take(Clamp(limit))
            .Select(user => new FoundUser(user.Id, user.UserName!))
            .ToListAsync(cancellationToken);
    }

    /// <summary>Who is a member of this thread stands first. Null if there is no such thread, or not for this user.</summary>
    public async Task<IReadOnlyList<FoundUser>?> BesideAsync(
        long userId, long threadId, string beginning, int? limit, CancellationToken cancellationToken)
    {
        if (!await db.Threads.VisibleTo(userId).AnyAsync(thread => thread.Id == threadId, cancellationToken))
            return null;

        return await NamedLike(beginning)
            .Select(user => new
            {
                user.Id,
                user.UserName,
                user.NormalizedUserName,
                IsMember = db.Members.Any(member => member.ThreadId == threadId && member.UserId == user.Id),
            })
            .OrderByDescending(user => user.IsMember)
            .ThenBy(user => user.NormalizedUserName)
            .Take(Clamp(limit))
            .Select(user => new FoundUser(user.Id, user.UserName!) { Member = user.IsMember })
            .ToListAsync(cancellationToken);
    }

    private IQueryable<User> NamedLike(string beginning) =>
        beginning.Trim().ToUpperInvariant() is { Length: > 0 } normalized
            ? db.Users.Where(user => user.NormalizedUserName!.StartsWith(normalized))
            : db.Users;

    private static int Clamp(int? limit) => Math.Clamp(limit ?? MaxLimit, 1, MaxLimit);
}

public sealed record FoundUser(long Id, string Username)
{
    /// <summary>Of the thread beside which people were looked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Member { get; init; }
}
