namespace Loquat.Chat.Users;

/// <summary>Who a valid bearer belongs to.</summary>
public sealed record Identity(long UserId, string Username, long TokenId, DateTimeOffset ExpiresAt, UserRole Role);

/// <summary>Finds out who a bearer belongs to. Null for anything that is not a living sign-in.</summary>
public sealed class Authenticate
{
    private readonly KnownBearers _bearers;
    private readonly IdentityCache _cache;
    private readonly TimeProvider _clock;

    internal Authenticate(KnownBearers bearers, IdentityCache cache, TimeProvider clock) => (_bearers, _cache, _clock) = (bearers, cache, clock);

    public async Task<Identity?> ExecuteAsync(string bearer, CancellationToken cancellationToken)
    {
        if (Bearer.Hash(bearer) is not { } hash)
            return null;

        var now = _clock.GetUtcNow();
        if (_cache.Find(hash, now) is { } known)
            return known;

        // Taken before the read: a revocation in between makes it stale, and the answer is then not kept.
        var version = _cache.Version;
        if (await _bearers.FindAsync(hash, cancellationToken) is not { } found)
            return null;

        _cache.Add(hash, found, version);
        return found;
    }
}
