using System.Buffers;
using System.Globalization;
using System.Text;

namespace Loquat.Server.EngineMode;

/// <summary>
/// Durations as Go writes them: decimal numbers with units, largest first or not, like <c>300s</c>, <c>1m30s</c>, <c>1.5h</c>, <c>-2ms</c>, or <c>0</c>.
/// </summary>
internal static class GoDuration
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    private static readonly (string Name, decimal Ticks)[] Units =
    [
        ("h", TimeSpan.TicksPerHour), ("ms", TimeSpan.TicksPerMillisecond), ("m", TimeSpan.TicksPerMinute), ("s", TimeSpan.TicksPerSecond),
        ("us", 10), ("µs", 10), ("μs", 10), ("ns", 0.01m),
    ];

    /// <summary>False for anything else, and for what does not fit. What is smaller than a tick (100 ns) is cut off.</summary>
    public static bool TryParse(string text, out TimeSpan duration)
    {
        duration = default;
        var rest = text.AsSpan();
        var isNegative = rest.StartsWith("-");
        if (isNegative || rest.StartsWith("+"))
            rest = rest[1..];
        if (rest is "0")
            return true;
        if (rest.IsEmpty)
            return false;

        var ticks = 0m;
        while (!rest.IsEmpty)
        {
            if (!TryTakeTerm(ref rest, out var term))
                return false;
            ticks += term;
            if (ticks > long.MaxValue)
                return false;
        }
        duration = new TimeSpan((long)(isNegative ? -ticks : ticks));
        return true;
    }

    /// <summary>The shortest way to write it in hours, minutes and seconds.</summary>
    public static string Format(TimeSpan duration)
    {
        if (duration == TimeSpan.Zero)
            return "0s";

        var left = Math.Abs((decimal)duration.Ticks);
        if (left < TimeSpan.TicksPerSecond)
            return (duration.Ticks < 0 ? "-" : "") + FormatBelowSecond(left);

        var text = new StringBuilder(duration.Ticks < 0 ? "-" : "");
        Take(text, ref left, TimeSpan.TicksPerHour, "h");
        Take(text, ref left, TimeSpan.TicksPerMinute, "m");
        if (left > 0)
            text.Append((left / TimeSpan.TicksPerSecond).ToString("0.#######", CultureInfo.InvariantCulture)).Append('s');
        return text.ToString();
    }

    private static string FormatBelowSecond(decimal ticks) => ticks < TimeSpan.TicksPerMillisecond
        ? (ticks / TimeSpan.TicksPerMicrosecond).ToString("0.#", CultureInfo.InvariantCulture) + "µs"
        : (ticks / TimeSpan.TicksPerMillisecond).ToString("0.####", CultureInfo.InvariantCulture) + "ms";

    private static void Take(StringBuilder text, ref decimal left, decimal unit, string name)
    {
        var whole = decimal.Floor(left / unit);
        if (whole > 0)
            text.Append(whole.ToString(CultureInfo.InvariantCulture)).Append(name);
        left -= whole * unit;
    }

    private static bool TryTakeTerm(ref ReadOnlySpan<char> rest, out decimal ticks)
    {
        ticks = 0;
        var digits = rest.IndexOfAnyExcept(Digits);
        if (digits <= 0
            || !decimal.TryParse(rest[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            || number > long.MaxValue)
            return false;

        rest = rest[digits..];
        foreach (var (name, unit) in Units)
        {
            if (!rest.StartsWith(name, StringComparison.Ordinal))
                continue;

            rest = rest[name.Length..];
            ticks = number * unit;
            return true;
        }
        return false;
    }
}
