namespace Loquat.Realtime;

/// <summary>When something is to be done about a session, or one of its subscriptions, that has expired (sections 10 and 17).</summary>
internal sealed class Expiry
{
    private const long Never = long.MaxValue;

    private long _connection = Never;
    private long _subscriptions = Never;

    public long Due => Math.Min(_connection, _subscriptions);

    /// <summary>Replaces what was said before; null for never.</summary>
    public void ConnectionEndsAt(long? due) => _connection = due ?? Never;

    /// <summary>One of the subscriptions ends then; the earliest counts.</summary>
    public void SubscriptionEndsAt(long due) => _subscriptions = Math.Min(_subscriptions, due);

    /// <summary>True if the connection's time has come. It has to be named again to come another time.</summary>
    public bool TryTakeConnection(long now)
    {
        if (now < _connection)
            return false;

        _connection = Never;
        return true;
    }

    /// <summary>True if subscriptions are to be looked at. Those that remain have to be named again.</summary>
    public bool TryTakeSubscriptions(long now)
    {
        if (now < _subscriptions)
            return false;

        _subscriptions = Never;
        return true;
    }
}
