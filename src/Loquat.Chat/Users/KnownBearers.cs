using System.Data.Common;
using Loquat.Chat.Database;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Users;

/// <summary>Reads whose bearers these are, and notes that they are used: for many people at once where many come at once.</summary>
internal sealed class KnownBearers
{
    public static readonly TimeSpan LastUsedPrecision = TimeSpan.FromMinutes(1);

    private readonly IDbContextFactory<ChatDbContext> _database;
    private readonly TimeProvider _clock;
    private readonly ILogger<KnownBearers> _logger;
    private readonly JointQuery<string, Identity> _identities;

    public KnownBearers(IDbContextFactory<ChatDbContext> database, TimeProvider clock, ILogger<KnownBearers> logger)
    {
        (_database, _clock, _logger) = (database, clock, logger);
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

        var unused = found.Where(one => now - one.LastUsed >= LastUsedPrecision).Select(one => one.Identity.TokenId).ToArray();
        if (unused.Length > 0)
            await NoteUseAsync(db, unused, now);
        return found.ToDictionary(one => Convert.ToHexString(one.Hash), one => one.Identity);
    }

    private async Task NoteUseAsync(ChatDbContext db, long[] tokenIds, DateTimeOffset now)
    {
        try
        {
            await db.AuthTokens
                .Where(token => tokenIds.Contains(token.Id) && token.LastUsed < now)
                .ExecuteUpdateAsync(set => set.SetProperty(token => token.LastUsed, now));
        }
        catch (Exception e) when (e is DbException || Trouble.IsTemporary(e))
        {
            // A full or locked database is no reason to keep people from reading.
            _logger.LastUseNotNoted(tokenIds[0], e);
        }
    }

    internal sealed record Bearing(byte[] Hash, Identity Identity, DateTimeOffset LastUsed);
}
