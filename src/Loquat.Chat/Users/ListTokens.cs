using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>Where a user is signed in, the latest use first. Ended sign-ins are left out.</summary>
public sealed class ListTokens(ChatDbContext db, TimeProvider clock)
{
    public async Task<IReadOnlyList<TokenView>> ExecuteAsync(long userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return await db.AuthTokens
            .Where(token => token.UserId == userId && token.Revoked == null && token.Expires > now)
            .OrderByDescending(token => token.LastUsed)
            .ThenByDescending(token => token.Id)
            .Select(token => new TokenView(token.Id, token.Device, token.Created, token.Expires, token.LastUsed))
            .ToListAsync(cancellationToken);
    }
}

public sealed record TokenView(long Id, string Device, DateTimeOffset Created, DateTimeOffset ExpiresAt, DateTimeOffset LastUsed);
