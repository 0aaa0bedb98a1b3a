using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>Ends all sign-ins of a user, and their live connections with them.</summary>
public sealed class RevokeAllTokens(ChatDbContext db, IdentityCache cache, IAnnouncer announcer, TimeProvider clock)
{
    /// <summary>How many were ended.</summary>
    public async Task<int> ExecuteAsync(long userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var living = db.AuthTokens.Where(token => token.UserId == userId && token.Revoked == null);
        var ids = await living.Select(token => token.Id).ToArrayAsync(cancellationToken);
        var revoked = await living
            .Where(token => EF.Parameter(ids).Contains(token.Id))
            .ExecuteUpdateAsync(set => set.SetProperty(token => token.Revoked, now), cancellationToken);

        cache.Forget();
        foreach (var id in ids)
            await announcer.DisconnectAsync(userId, id, cancellationToken);

        return revoked;
    }
}
