namespace Loquat.Realtime;

/// <summary>Whom the application does not want here: users, until a time, and tokens that were issued before a time.</summary>
internal sealed class UserBans(int limit, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, DateTimeOffset> _blockedUntil = [];
    private readonly Dictionary<string, (DateTimeOffset IssuedBefore, DateTimeOffset ForgetAt)> _revoked = [];

    public bool TryBlock(string user, DateTimeOffset until)
    {
        lock (_gate)
        {
            if (!_blockedUntil.ContainsKey(user) && !HasRoom())
                return false;

            _blockedUntil[user] = until;
            return true;
        }
    }

    public bool Unblock(string user)
    {
        lock (_gate)
            return _blockedUntil.Remove(user, out var until) && until > time.GetUtcNow();
    }

    public bool IsBlocked(string user)
    {
        lock (_gate)
            return _blockedUntil.TryGetValue(user, out var until) && until > time.GetUtcNow();
    }

    public bool TryRevoke(string user, DateTimeOffset issuedBefore, DateTimeOffset forgetAt)
    {
        lock (_gate)
        {
            if (!_revoked.TryGetValue(user, out var known) && !HasRoom())
                return false;

            // What was revoked once stays revoked.
            _revoked[user] = (Latest(known.IssuedBefore, issuedBefore), Latest(known.ForgetAt, forgetAt));
            return true;
        }
    }

    /// <param name="issuedAt">The beginning of time for a token that does not say when it was issued.</param>
    public bool IsRevoked(string user, DateTimeOffset issuedAt)
    {
        lock (_gate)
            return _revoked.TryGetValue(user, out var revoked) && issuedAt < revoked.IssuedBefore && revoked.ForgetAt > time.GetUtcNow();
    }

    private bool HasRoom()
    {
        if (_blockedUntil.Count + _revoked.Count < limit)
            return true;

        var now = time.GetUtcNow();
        foreach (var (user, until) in _blockedUntil)
        {
            if (until <= now)
                _blockedUntil.Remove(user);
        }
        foreach (var (user, revoked) in _revoked)
        {
            if (revoked.ForgetAt <= now)
                _revoked.Remove(user);
        }
        return _blockedUntil.Count + _revoked.Count < limit;
    }

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}
