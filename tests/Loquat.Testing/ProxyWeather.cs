namespace Loquat.Testing;

/// <summary>What becomes of bytes that come to a <see cref="FaultProxy"/>.</summary>
public enum Passage
{
    Flows,

    /// <summary>They wait, and go on when the weather changes.</summary>
    Stalls,

    /// <summary>They go on in small pieces.</summary>
    Drips,

    /// <summary>They are gone. The connection is cut when the weather changes, since what follows would make no sense.</summary>
    Vanishes,
}

/// <summary>How a <see cref="FaultProxy"/> treats what passes through it.</summary>
/// <param name="Up">From the client to the server.</param>
/// <param name="Down">From the server to the client.</param>
public sealed record ProxyWeather(Passage Up, Passage Down)
{
    public static readonly ProxyWeather Fair = new(Passage.Flows, Passage.Flows);
    public static readonly ProxyWeather Stalled = new(Passage.Stalls, Passage.Stalls);
    public static readonly ProxyWeather Slow = new(Passage.Drips, Passage.Drips);

    /// <summary>New connections are reset.</summary>
    public bool Refuses { get; init; }

    /// <summary>Each new connection is made twice to the server, which hears everything on both; the second's answers go nowhere.</summary>
    public bool DialsTwice { get; init; }

    /// <summary>A request that contains this passes, its reply does not: the connection is cut instead. Empty for every request.</summary>
    public ReadOnlyMemory<byte>? LosesReplyTo { get; init; }
}
