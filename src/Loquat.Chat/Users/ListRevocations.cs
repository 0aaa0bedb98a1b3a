using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>Which sign-ins were ended lately, for a server that was not told. Does not ask who reads.</summary>
public sealed class ListRevocations(ChatDbContext db)
{
    /// <summary>Times are those of the processes that ended them.</summary>
    public async Task<IReadOnlyList<Revocation>> ExecuteAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        await Since(db, since).ToListAsync(cancellationToken);

    internal static IQueryable<Revocation> Since(ChatDbContext db, DateTimeOffset since) => db.AuthTokens
        .Where(token => token.Revoked > since)
        .Select(token => new Revocation(token.UserId, token.Id));
}

public sealed record Revocation(long UserId, long TokenId);
