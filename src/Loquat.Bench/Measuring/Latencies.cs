using System.Buffers.Text;
using System.Diagnostics;
using System.Globalization;

namespace Loquat.Bench.Measuring;

/// <summary>How long things took, kept one by one: the slow ones are what is asked for.</summary>
internal sealed class Latencies
{
    private const int Digits = 19;

    private readonly List<long> _ticks = [];

    private static ReadOnlySpan<byte> Mark => "sent:"u8;

    /// <summary>A text that tells when it was sent to whoever sees it again. Always of the same length, and JSON escapes nothing in it.</summary>
    public static string Stamp(string text) => string.Create(CultureInfo.InvariantCulture, $"sent:{Stopwatch.GetTimestamp():D19} {text}");

    public void Add(long since) => _ticks.Add(Stopwatch.GetTimestamp() - since);

    /// <summary>Notes the age of every stamp in these messages.</summary>
    public void AddStamps(ReadOnlySpan<byte> messages)
    {
        var now = Stopwatch.GetTimestamp();
        for (var at = messages.IndexOf(Mark); at >= 0; at = messages.IndexOf(Mark))
        {
            messages = messages[(at + Mark.Length)..];
            if (Utf8Parser.TryParse(messages[..Digits], out long sent, out _))
                _ticks.Add(now - sent);
        }
    }

    public void Clear() => _ticks.Clear();

    /// <summary>In milliseconds; null if nothing was noted.</summary>
    public double? Percentile(double percent)
    {
        if (_ticks.Count == 0)
            return null;

        _ticks.Sort();
        return _ticks[(int)Math.Min(_ticks.Count - 1, _ticks.Count * percent / 100)] * 1000.0 / Stopwatch.Frequency;
    }
}
