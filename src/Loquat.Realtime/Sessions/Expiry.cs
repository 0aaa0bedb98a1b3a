namespace Loquat.Realtime;

/// <summary>When a session, or one of its subscriptions, has been expired for longer than it may be (sections 10 and 17).</summary>
internal struct Expiry()
{
    private const long Never = long.MaxValue;

    private long _connection = Never;
    private long _subscriptions = Never;

    public readonly long Due => Math.Min(_connection, _subscriptions);

    public void ConnectionEndsAt(long due) => _connection = due;

    /// <summary>One of the subscriptions ends then; the earliest counts.</summary>
    public void SubscriptionEndsAt(long due) => _subscriptions = Math.Min(_subscriptions, due);

    public readonly bool IsConnectionDue(long now) => now >= _connection;

    /// <summary>True if subscriptions are to be looked at. Those that remain have to be named again.</summary>
    public bool TryTakeSubscriptions(long now)
    {
        if (now < _subscriptions)
            return false;

        _subscriptions = Never;
        return true;
    }
}
