using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>What time brings to a session: it is stale, has to be pinged, has not answered, has expired, takes too long to close.</summary>
/// <param name="gate">The session's own.</param>
internal sealed class SessionTimers(Session session, Node node, Lock gate) : TimerEntry
{
    // After an error reply to connect the client goes away by itself. This long it may take.
    private const long RefusedMilliseconds = 5_000;

    // How long a peer may take to accept what stands before a close.
    private const long CloseMilliseconds = 5_000;

    private enum Mode : byte { Connecting, Refused, Ready, Closing, Stopped }

    private Mode _mode;
    private long _deadline;
    private Keepalive _keepalive;
    private Expiry _expiry = new();

    public bool AwaitsPong
    {
        get
        {
            lock (gate)
                return _keepalive.AwaitsPong;
        }
    }

    public void WaitForConnect() => WaitUntil(Mode.Connecting, node.Wheel.Now + StaleMilliseconds);

    /// <summary>The stale delay counts from the start, and goes on: for an emulated connection to its end, for others not for so long.</summary>
    public void WaitForRefused() =>
        WaitUntil(Mode.Refused, session.IsEmulated ? _deadline : Math.Min(_deadline, node.Wheel.Now + RefusedMilliseconds));

    public void WaitForClose() => WaitUntil(Mode.Closing, node.Wheel.Now + CloseMilliseconds);

    /// <param name="connectionDue">When something is to be done about the connection's expiry; null for never.</param>
    public void Run(DateTimeOffset? connectionDue)
    {
        lock (gate)
        {
            if (_mode != Mode.Connecting)
                return;

            _mode = Mode.Ready;
            _keepalive = Keepalive.StartingAt(node.Wheel.Now, node.Options.PingInterval);
            _expiry.ConnectionEndsAt(TickOf(connectionDue));
            SetNext();
        }
    }

    /// <summary>The connection's expiry has changed.</summary>
    public void WatchConnection(DateTimeOffset? due)
    {
        lock (gate)
        {
            _expiry.ConnectionEndsAt(TickOf(due));
            if (_mode == Mode.Ready)
                SetNext();
        }
    }

    public void WatchSubscription(DateTimeOffset expireAt)
    {
        lock (gate)
        {
            _expiry.SubscriptionEndsAt(node.Wheel.At(expireAt + node.Options.ExpiredSubscriptionCloseDelay));
            if (_mode == Mode.Ready)
                SetNext();
        }
    }

    /// <summary>False if no ping waits for a pong.</summary>
    public bool TakePong()
    {
        lock (gate)
            return _keepalive.TryTakePong();
    }

    public void Stop()
    {
        lock (gate)
        {
            _mode = Mode.Stopped;
            node.Wheel.Remove(this);
        }
    }

    public override void Wake(long now)
    {
        var step = Keepalive.Step.Nothing;
        bool connectionExpired, subscriptionsExpired;
        Mode mode;
        lock (gate)
        {
            mode = _mode;
            connectionExpired = mode == Mode.Ready && _expiry.TryTakeConnection(now);
            subscriptionsExpired = mode == Mode.Ready && _expiry.TryTakeSubscriptions(now);
            if (mode == Mode.Ready)
            {
                step = _keepalive.Advance(now, node.Options, asksForPong: !session.IsUnidirectional);
                SetNext();
            }
        }

        if (mode is Mode.Connecting)
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

    private long? TickOf(DateTimeOffset? moment) => moment is { } known ? node.Wheel.At(known) : null;

    private long StaleMilliseconds => (long)node.Options.StaleCloseDelay.TotalMilliseconds;

    private void WaitUntil(Mode mode, long deadline)
    {
        lock (gate)
        {
            if (_mode == Mode.Stopped)
                return;

            (_mode, _deadline) = (mode, deadline);
            node.Wheel.Set(this, deadline);
        }
    }

    private void SetNext() => node.Wheel.Set(this, Math.Min(_keepalive.Due, _expiry.Due));
}
