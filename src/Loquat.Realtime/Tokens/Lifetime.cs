namespace Loquat.Realtime.Tokens;

/// <summary>How clients are told when something expires: in whole seconds from now.</summary>
internal static class Lifetime
{
    private const uint LongestOfConnection = 365 * 24 * 60 * 60;

    /// <summary>0 for never.</summary>
    public static uint SecondsUntil(DateTimeOffset? moment, TimeProvider time) => moment is { } end
        ? (uint)Math.Clamp(end.ToUnixTimeSeconds() - time.GetUtcNow().ToUnixTimeSeconds(), 1, uint.MaxValue)
        : 0;

    /// <summary>The same for a connection: a year at most.</summary>
    public static uint OfConnection(DateTimeOffset? expireAt, TimeProvider time) => Math.Min(SecondsUntil(expireAt, time), LongestOfConnection);
}
