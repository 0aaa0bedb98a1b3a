namespace Loquat.Realtime.AspNetCore.ServerApi;

internal static class UnixTime
{
    private static readonly long Latest = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>What is beyond the calendar becomes its first or last day.</summary>
    public static DateTimeOffset At(long seconds) => DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, Latest));
}
