using Loquat.Chat.Database;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Users;

/// <summary>Reads whose bearers these are, and has it noted that they are used: for many people at once where many come at once.</summary>
internal sealed class KnownBearers
{
    public static readonly TimeSpan LastUsedPrecision = TimeSpan.FromMinutes(1);

    private readonly IDbContextFactory<ChatDbContext> _database;
    private readonly TimeProvider _clock;
    private readonly LastUses _uses;
    private readonly JointQuery<string, Identity> _identities;

    public KnownBearers(IDbContextFactory<ChatDbContext> database, TimeProvider clock, LastUses uses)
    {
        (_database, _clock, _uses) = (database, clock, uses);
        _identities = new JointQuery<string, Identity>(ReadAsync, clock);
    }

    /// <summary>Null if it is no living sign-in.</summary>
    public Task<Identity?> FindAsync(byte[] hash, CancellationToken cancellationToken) => _identities.AskAsync(Convert.ToHexString(hash), cancellationToken);

    internal static IQueryable<Bearing> Living(ChatDbContext db, byte[][] hashes, DateTimeOffset now) => db.AuthTokens
        .Where(token => hashes.Contains(token.Hash) && token.Revoked == null && token.Expires > now)
        .Join(db.Users, token => token.UserId, user => user.Id, (token, user) =>
            new Bearing(token.Hash, new Identity(user.Id, user.UserName!, token.Id, token.Expires, user.Role), token.LastUsed));

    private async Task<IReadOnlyDictionary<string, Identity>> ReadAsync(IReadOnlyCollection<string> names)
    {
        var hashes = names.Select(Convert.FromHexString).ToArray();
        var now = _clock.GetUtcNow();
        await using var db = await _database.CreateDbContextAsync();
        var found = await Living(db, hashes, now).ToListAsync();

        _uses.Add(found.Where(one => now - one.LastUsed >= LastUsedPrecision).Select(one => one.Identity.TokenId));
        return found.ToDictionary(one => Convert.ToHexString(one.Hash), one => one.Identity);
    }

    internal sealed record Bearing(byte[] Hash, Identity Identity, DateTimeOffset LastUsed);
}
