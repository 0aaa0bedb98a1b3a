using Loquat.Chat.Messages;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>People by the beginning of their names, for whoever wants to invite, address or mention them. In pages: a server may have thousands.</summary>
public sealed class FindUsers(ChatDbContext db)
{
    public const int MaxLimit = 100;

    /// <param name="beginning">What the name begins with, in any case; empty finds everybody.</param>
    /// <param name="after">The last name of the page before; null for the first page.</param>
    /// <returns>Ascending by name.</returns>
    public async Task<IReadOnlyList<AuthorView>> ExecuteAsync(
        string beginning, string? after, int? limit, CancellationToken cancellationToken)
    {
        var users = db.Users.AsQueryable();
        if (beginning.Trim().ToUpperInvariant() is { Length: > 0 } normalized)
            users = users.Where(user => user.NormalizedUserName!.StartsWith(normalized));
        if (after?.ToUpperInvariant() is { } last)
            users = users.Where(user => string.Compare(user.NormalizedUserName, last) > 0);

        return await users
            .OrderBy(user => user.NormalizedUserName)
            .Take(Math.Clamp(limit ?? MaxLimit, 1, MaxLimit))
            .Select(user => new AuthorView(user.Id, user.UserName!))
            .ToListAsync(cancellationToken);
    }
}
