using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>
/// The users of this node: their connections, whether they are online, and who is kept out. It is in the memory of this process: after a
/// restart the application says again who is blocked. Anonymous connections belong to nobody. All members may be called from anywhere.
/// </summary>
public sealed class Users
{
    /// <summary>No token lasts longer (section 24).</summary>
    private static readonly TimeSpan LongestToken = TimeSpan.FromDays(365);

    private readonly SessionDirectory _directory;
    private readonly TimeProvider _time;
    private readonly UserBans _bans;
    private readonly LastSeen _lastSeen;

    internal Users(SessionDirectory directory, RealtimeOptions options, TimeProvider time)
    {
        _directory = directory;
        _time = time;
        _bans = new UserBans(options.BanLimit, time);
        _lastSeen = new LastSeen(options.LastSeenLimit);
    }

    /// <summary>The connections that a user has at this moment, those that close included.</summary>
    public IReadOnlyList<Session> ConnectionsOf(string user) => _directory.Of(user);

    /// <summary>Adds every connection of this node to a list, which the caller may use again: those that close included.</summary>
    public void AddConnectionsTo(List<Session> connections) => _directory.AddAllTo(connections);

    /// <summary>Whether a user has a connection, or when the last one ended.</summary>
    public UserStatus StatusOf(string user) => _directory.Has(user) ? new UserStatus(true, null) : new UserStatus(false, _lastSeen.Of(user));

    /// <summary>Closes the connections of a user (3507), and refuses new ones until a time. Replaces what was said before.</summary>
    /// <returns>False if as many are kept out as may be (<see cref="RealtimeOptions.BanLimit"/>): the user is not blocked.</returns>
    /// <exception cref="ArgumentException">The user is empty: anonymous ones are refused by options.</exception>
    public bool Block(string user, DateTimeOffset until)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        if (!_bans.TryBlock(user, until))
            return false;

        Close(user, Disconnect.PermissionDenied, _ => _bans.IsBlocked(user));
        return true;
    }

    /// <summary>Lets a user in again. False if it was not blocked.</summary>
    public bool Unblock(string user) => _bans.Unblock(user);

    /// <summary>True if a user is kept out at this moment.</summary>
    public bool IsBlocked(string user) => _bans.IsBlocked(user);

    /// <summary>
    /// Accepts no tokens of a user any more that were issued (claim "iat") before a time, or do not say when, and closes the connections that
    /// were made by one (3500). Connections that the application let in itself stay.
    /// </summary>
    /// <returns>False if as many are kept out as may be (<see cref="RealtimeOptions.BanLimit"/>): nothing is revoked.</returns>
    /// <exception cref="ArgumentException">The user is empty.</exception>
    public bool Revoke(string user, DateTimeOffset issuedBefore)
    {
        ArgumentException.ThrowIfNullOrEmpty(user);
        if (!_bans.TryRevoke(user, issuedBefore, Latest(issuedBefore, _time.GetUtcNow()) + LongestToken))
            return false;

        Close(user, Disconnect.InvalidToken, session => session.TokenIssuedAt < issuedBefore);
        return true;
    }

    internal bool IsRevoked(string user, DateTimeOffset issuedAt) => user.Length > 0 && _bans.IsRevoked(user, issuedAt);

    /// <summary>
    /// Why a session that has just been listed must go. Who is banned later finds it in the list; who was banned before is found here.
    /// </summary>
    internal Disconnect? ReasonAgainst(Session session)
    {
        if (session.User.Length == 0)
            return null;
        if (_bans.IsBlocked(session.User))
            return Disconnect.PermissionDenied;
        return session.TokenIssuedAt is { } issuedAt && _bans.IsRevoked(session.User, issuedAt) ? Disconnect.InvalidToken : null;
    }

    /// <summary>A connected session is gone. Told before it is taken off the list: who is not online has been seen.</summary>
    internal void Left(string user)
    {
        if (user.Length > 0)
            _lastSeen.Left(user, _time.GetUtcNow());
    }

    private void Close(string user, Disconnect disconnect, Func<Session, bool> where)
    {
        foreach (var session in _directory.Of(user).Where(where))
            session.Disconnect(disconnect);
    }

    private static DateTimeOffset Latest(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;
}

/// <summary>Whether a user is here.</summary>
/// <param name="LastSeen">When the last connection ended; null while there is one, and where nothing is known any more.</param>
public readonly record struct UserStatus(bool IsOnline, DateTimeOffset? LastSeen);
