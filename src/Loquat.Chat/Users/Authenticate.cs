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

        return Remembered(hash) ?? await ReadAsync(hash, cancellationToken);
    }

    /// <summary>Who it is, if that was found out a moment ago; null says nothing.</summary>
    public Identity? Remembered(string bearer) => Bearer.Hash(bearer) is { } hash ? Remembered(hash) : null;

    /// <summary>Whether this node gave it out or has found it to be a living sign-in before, and not otherwise since. It may have ended.</summary>
    public bool HasSeen(string bearer) => Bearer.Hash(bearer) is { } hash && _cache.HasSeen(hash);

    private Identity? Remembered(byte[] hash)
    {
        var known = _cache.Find(hash, _clock.GetUtcNow(), out var isToBeRenewed);
        if (isToBeRenewed)
            _ = RenewAsync(hash);
        return known;
    }

    private async Task<Identity?> ReadAsync(byte[] hash, CancellationToken cancellationToken)
    {
        // Taken before the read: a revocation in between makes it stale, and the answer is then not kept.
        var version = _cache.Version;
        var found = await _bearers.FindAsync(hash, cancellationToken);
        if (found is null)
            _cache.Remove(hash);
        else
            _cache.Add(hash, found, version);
        return found;
    }

    private async Task RenewAsync(byte[] hash)
    {
        try
        {
            await ReadAsync(hash, CancellationToken.None);
        }
        catch (Exception)
        {
            // Nobody waits for this. What is known ends in a moment, and whoever asks then is told of the same fault.
        }
    }
}
