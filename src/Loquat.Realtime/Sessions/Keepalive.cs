namespace Loquat.Realtime;

/// <summary>Pings of one session and the pongs that have to follow them (section 5).</summary>
internal struct Keepalive
{
    private long _pingDue;
    private bool _awaitsPong;

    public enum Step
    {
        Nothing,
        Ping,
        NoPong,
    }

    /// <summary>When <see cref="Advance"/> has something to do next.</summary>
    public readonly long DueBy(RealtimeOptions options) => _awaitsPong ? Math.Min(_pingDue, PongDueBy(options)) : _pingDue;

    /// <summary>
    /// True if a pong has not come in time, and yet another ping interval has not passed: so long it may be the server that has not got round to hearing it.
    /// </summary>
    public readonly bool MayBeForgiven(long now, RealtimeOptions options) =>
        _awaitsPong && PongDueBy(options) is var due && now >= due && now < due + (long)options.PingInterval.TotalMilliseconds;

    /// <summary>
    /// The first ping comes at a random moment in the second half of the interval: after a mass reconnect pings are spread.
    /// </summary>
    public static Keepalive StartingAt(long now, TimeSpan interval) =>
        new() { _pingDue = now + (long)(interval.TotalMilliseconds * (0.5 + Random.Shared.NextDouble() / 2)) };

    /// <param name="asksForPong">False for a peer that cannot answer.</param>
    public Step Advance(long now, RealtimeOptions options, bool asksForPong)
    {
        if (_awaitsPong && now >= PongDueBy(options))
            return Step.NoPong;
        if (now < _pingDue)
            return Step.Nothing;

        _pingDue = now + (long)options.PingInterval.TotalMilliseconds;
        _awaitsPong = asksForPong;
        return Step.Ping;
    }

    public readonly bool AwaitsPong => _awaitsPong;

    /// <summary>False if no ping waits for a pong.</summary>
    public bool TryTakePong()
    {
        var awaited = _awaitsPong;
        _awaitsPong = false;
        return awaited;
    }

    // The time runs from the last ping, which was one interval before the next.
    private readonly long PongDueBy(RealtimeOptions options) =>
        _pingDue - (long)options.PingInterval.TotalMilliseconds + (long)options.PongTimeout.TotalMilliseconds;
}
