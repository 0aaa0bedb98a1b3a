using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>All accounts, by name.</summary>
public sealed class ListUsers(ChatDbContext db)
{
    public async Task<IReadOnlyList<UserView>> ExecuteAsync(CancellationToken cancellationToken) =>
        await db.Users
            .OrderBy(user => user.NormalizedUserName)
            .Select(user => new UserView(user.Id, user.UserName!, user.Role, user.Created))
            .ToListAsync(cancellationToken);
}

public sealed record UserView(long Id, string Username, UserRole Role, DateTimeOffset Created);
