using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>What time brings to a session: it is stale, has to be pinged, has not answered, has expired, takes too long to close.</summary>
/// <remarks>Its monitor is the gate of the whole session: a lock beside it would be a good part of what an idle session holds.</remarks>
internal sealed class SessionTimers(Session session) : TimerEntry
{
    // After an error reply to connect the client goes away by itself. This long it may take.
    private const long RefusedMilliseconds = 5_000;

    // How long a peer may take to accept what stands before a close.
    private const long CloseMilliseconds = 5_000;

    // Whom the server may not have heard for its own lateness is looked at again so much later.
    private const long LateMilliseconds = 1_000;

    private enum Mode : byte { Connecting, ConnectingLate, Refused, Ready, Closing, Stopped }

    private Mode _mode;
    private Keepalive _keepalive;
    private bool _wasBehind;

    // Null as long as nothing ever expires.
    private Expiry? _expiry;

    public bool AwaitsPong
    {
        get
        {
            lock (this)
                return _keepalive.AwaitsPong;
        }
    }

    public void WaitForConnect() => WaitUntil(Mode.Connecting, Node.Wheel.Now + StaleMilliseconds);

    /// <summary>The stale delay counts from the start, and goes on: for an emulated connection to its end, for others not for so long.</summary>
    public void WaitForRefused() =>
        WaitUntil(Mode.Refused, session.IsEmulated ? Due : Math.Min(Due, Node.Wheel.Now + RefusedMilliseconds));

    public void WaitForClose() => WaitUntil(Mode.Closing, Node.Wheel.Now + CloseMilliseconds);

    /// <param name="connectionDue">When something is to be done about the connection's expiry; null for never.</param>
    public void Run(DateTimeOffset? connectionDue)
    {
        lock (this)
        {
            if (_mode is not (Mode.Connecting or Mode.ConnectingLate))
                return;

            _mode = Mode.Ready;
            _keepalive = Keepalive.StartingAt(Node.Wheel.Now, Node.Options.PingInterval);
            SetConnectionDue(connectionDue);
            SetNext();
        }
    }

    /// <summary>The connection's expiry has changed.</summary>
    public void WatchConnection(DateTimeOffset? due)
    {
        lock (this)
        {
            SetConnectionDue(due);
            if (_mode == Mode.Ready)
                SetNext();
        }
    }

    public void WatchSubscription(DateTimeOffset expireAt)
    {
        lock (this)
        {
            (_expiry ??= new Expiry()).SubscriptionEndsAt(Node.Wheel.At(expireAt + Node.Options.ExpiredSubscriptionCloseDelay));
            if (_mode == Mode.Ready)
                SetNext();
        }
    }

    /// <summary>False if no ping waits for a pong.</summary>
    public bool TakePong()
    {
        lock (this)
        {
            _wasBehind = false;
            return _keepalive.TryTakePong();
        }
    }

    public void Stop()
    {
        lock (this)
        {
            _mode = Mode.Stopped;
            Node.Wheel.Remove(this);
        }
    }

    public override void Wake(long now)
    {
        var step = Keepalive.Step.Nothing;
        bool connectionExpired, subscriptionsExpired;
        Mode mode;
        lock (this)
        {
            if (_mode == Mode.Connecting && IsBehind)
            {
                WaitUntil(Mode.ConnectingLate, now + StaleMilliseconds);
                return;
            }

            mode = _mode;
            connectionExpired = mode == Mode.Ready && _expiry?.TryTakeConnection(now) == true;
            subscriptionsExpired = mode == Mode.Ready && _expiry?.TryTakeSubscriptions(now) == true;
            if (mode == Mode.Ready && IsForgiven(now))
            {
                Node.Wheel.Set(this, now + LateMilliseconds);
            }
            else if (mode == Mode.Ready)
            {
                step = _keepalive.Advance(now, Node.Options, asksForPong: !session.IsUnidirectional);
                SetNext();
            }
        }

        if (mode is Mode.Connecting or Mode.ConnectingLate)
            session.Disconnect(Disconnect.Stale);
        else if (mode is Mode.Refused)
            session.Disconnect(session.IsEmulated || StaleMilliseconds < RefusedMilliseconds ? Disconnect.Stale : Disconnect.ConnectionClosed);
        else if (mode is Mode.Closing)
            session.CloseImpatiently();
        else if (step is Keepalive.Step.NoPong)
            session.Disconnect(Disconnect.NoPong);
        else if (step is Keepalive.Step.Ping)
            session.SendPing();

        if (connectionExpired)
            session.Expire();
        if (subscriptionsExpired)
            session.EndExpired();
    }

    /// <summary>What the client has sent may not have been heard yet: it waits behind what it sent before, or everything waits.</summary>
    private bool IsBehind => session.IsTaking || Node.Wheel.IsLate;

    /// <summary>
    /// True while the pong is overdue and it may be this server that is late, and for one look more, in which what has waited is heard. Not for ever: a
    /// server that never gets round to its clients has to send them elsewhere.
    /// </summary>
    private bool IsForgiven(long now)
    {
        if (!_keepalive.MayBeForgiven(now, Node.Options))
            return false;

        var wasBehind = _wasBehind;
        _wasBehind = IsBehind;
        return _wasBehind || wasBehind;
    }

    private void SetConnectionDue(DateTimeOffset? moment)
    {
        if (moment is { } due)
            (_expiry ??= new Expiry()).ConnectionEndsAt(Node.Wheel.At(due));
        else
            _expiry?.ConnectionEndsAt(null);
    }

    private Node Node => session.Node;

    private long StaleMilliseconds => (long)Node.Options.StaleCloseDelay.TotalMilliseconds;

    private void WaitUntil(Mode mode, long deadline)
    {
        lock (this)
        {
            if (_mode == Mode.Stopped)
                return;

            _mode = mode;
            Node.Wheel.Set(this, deadline);
        }
    }

    private void SetNext() => Node.Wheel.Set(this, Math.Min(_keepalive.DueBy(Node.Options), _expiry?.Due ?? long.MaxValue));
}
