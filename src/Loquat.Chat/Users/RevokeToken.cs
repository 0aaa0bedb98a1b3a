using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>Ends one sign-in of a user, and its live connections with it.</summary>
public sealed class RevokeToken(ChatDbContext db, IdentityCache cache, IAnnouncer announcer, TimeProvider clock)
{
    /// <summary>False if this user has no such living token.</summary>
    public async Task<bool> ExecuteAsync(long userId, long tokenId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var revoked = await db.AuthTokens
            .Where(token => token.Id == tokenId && token.UserId == userId && token.Revoked == null)
            .ExecuteUpdateAsync(set => set.SetProperty(token => token.Revoked, now), cancellationToken);
        if (revoked == 0)
            return false;

        cache.Forget();
        await announcer.DisconnectAsync(userId, tokenId, cancellationToken);
        return true;
    }
}
