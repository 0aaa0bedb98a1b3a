using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Users;

/// <summary>Who a valid bearer belongs to.</summary>
public sealed record Identity(long UserId, string Username, long TokenId, DateTimeOffset ExpiresAt);

/// <summary>Finds out who a bearer belongs to. Null for anything that is not a living sign-in.</summary>
public sealed class Authenticate(ChatDbContext db, IdentityCache cache, TimeProvider clock, ILogger<Authenticate> logger)
{
    private static readonly TimeSpan LastUsedPrecision = TimeSpan.FromMinutes(1);

    public async Task<Identity?> ExecuteAsync(string bearer, CancellationToken cancellationToken)
    {
        if (Bearer.Hash(bearer) is not { } hash)
            return null;

        var now = clock.GetUtcNow();
        if (cache.Find(hash, now) is { } known)
            return known;

        // Taken before the read: a revocation in between makes it stale, and the answer is then not kept.
        var version = cache.Version;
        var found = await db.AuthTokens
            .Where(token => token.Hash == hash && token.Revoked == null && token.Expires > now)
            .Join(db.Users, token => token.UserId, user => user.Id, (token, user) =>
                new { Identity = new Identity(user.Id, user.UserName!, token.Id, token.Expires), token.LastUsed })
            .SingleOrDefaultAsync(cancellationToken);
        if (found is null)
            return null;

        if (now - found.LastUsed >= LastUsedPrecision)
            await NoteUseAsync(found.Identity.TokenId, now, cancellationToken);

        cache.Add(hash, found.Identity, version, now);
        return found.Identity;
    }

    private async Task NoteUseAsync(long tokenId, DateTimeOffset now, CancellationToken cancellationToken)
    {
        try
        {
            await db.AuthTokens
                .Where(token => token.Id == tokenId && token.LastUsed < now)
                .ExecuteUpdateAsync(set => set.SetProperty(token => token.LastUsed, now), cancellationToken);
        }
        catch (DbException e)
        {
            // A full or locked database is no reason to keep people from reading.
            logger.LastUseNotNoted(tokenId, e);
        }
    }
}
