namespace Loquat.Realtime;

/// <summary>Pings of one session and the pongs that have to follow them (section 5).</summary>
internal struct Keepalive
{
    private long _pingDue;
    private long _pongDue;

    public enum Step
    {
        Nothing,
        Ping,
        NoPong,
    }

    /// <summary>When <see cref="Advance"/> has something to do next.</summary>
    public readonly long Due => AwaitsPong ? Math.Min(_pingDue, _pongDue) : _pingDue;

    /// <summary>
    /// The first ping comes at a random moment in the second half of the interval: after a mass reconnect pings are spread.
    /// </summary>
    public static Keepalive StartingAt(long now, TimeSpan interval) =>
        new() { _pingDue = now + (long)(interval.TotalMilliseconds * (0.5 + Random.Shared.NextDouble() / 2)) };

    /// <param name="asksForPong">False for a peer that cannot answer.</param>
    public Step Advance(long now, RealtimeOptions options, bool asksForPong)
    {
        if (AwaitsPong && now >= _pongDue)
            return Step.NoPong;
        if (now < _pingDue)
            return Step.Nothing;

        _pingDue = now + (long)options.PingInterval.TotalMilliseconds;
        _pongDue = asksForPong ? now + (long)options.PongTimeout.TotalMilliseconds : 0;
        return Step.Ping;
    }

    public readonly bool AwaitsPong => _pongDue > 0;

    /// <summary>False if no ping waits for a pong.</summary>
    public bool TryTakePong()
    {
        var awaited = AwaitsPong;
        _pongDue = 0;
        return awaited;
    }
}
