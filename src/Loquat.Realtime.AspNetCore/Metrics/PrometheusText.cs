using System.Globalization;
using System.Text;

namespace Loquat.Realtime.AspNetCore.Metrics;

/// <summary>
/// Writes families: <c># HELP name text</c>, <c># TYPE name type</c>, then a line <c>name{label="value"} number</c> for each series; a histogram has
/// one line for each bucket, which counts everything up to its bound, and its sum and count.
/// </summary>
internal sealed class PrometheusText
{
    private readonly StringBuilder _text = new();

    /// <param name="instruments">Those of one family. Series with the same labels are added up. A family without series is left out.</param>
    public void Write(IReadOnlyList<InstrumentSeries> instruments)
    {
        var family = instruments[0].Family;
        var all = new SortedDictionary<string, (double Value, long[] Buckets)>(StringComparer.Ordinal);
        foreach (var instrument in instruments.Where(instrument => instrument.Family.Type == family.Type && instrument.Bounds.AsSpan().SequenceEqual(instruments[0].Bounds)))
            instrument.Visit(series => Add(all, LabelsOf(family, series), series));
        if (all.Count == 0)
            return;

        if (family.Help.Length > 0)
            _text.Append("# HELP ").Append(family.Name).Append(' ').Append(EscapeHelp(family.Help)).Append('\n');
        _text.Append("# TYPE ").Append(family.Name).Append(' ').Append(TypeName(family.Type)).Append('\n');
        foreach (var (labels, (value, buckets)) in all)
        {
            if (family.Type == FamilyType.Histogram)
                WriteHistogram(family.Name, labels, value, buckets, instruments[0].Bounds);
            else
                WriteLine(family.Name, labels, value);
        }
    }

    public override string ToString() => _text.ToString();

    private static void Add(SortedDictionary<string, (double Value, long[] Buckets)> all, string labels, Series series)
    {
        var (value, buckets) = all.GetValueOrDefault(labels, (0, new long[series.Buckets.Length]));
        for (var i = 0; i < buckets.Length; i++)
            buckets[i] += series.Buckets[i];
        all[labels] = (value + series.Value, buckets);
    }

    private void WriteHistogram(string name, string labels, double sum, long[] buckets, double[] bounds)
    {
        var count = 0L;
        for (var i = 0; i < buckets.Length; i++)
        {
            count += buckets[i];
            var bound = i < bounds.Length ? Format(bounds[i]) : "+Inf";
            WriteLine(name + "_bucket", Join(labels, $"le=\"{bound}\""), count);
        }
        WriteLine(name + "_sum", labels, sum);
        WriteLine(name + "_count", labels, count);
    }

    private void WriteLine(string name, string labels, double value)
    {
        _text.Append(name);
        if (labels.Length > 0)
            _text.Append('{').Append(labels).Append('}');
        _text.Append(' ').Append(Format(value)).Append('\n');
    }

    private static string LabelsOf(MetricFamily family, Series series) => series.Tags
        // A label without value is the same as none.
        .Where(tag => tag.Value is not null)
        .OrderBy(tag => tag.Key, StringComparer.Ordinal)
        .Aggregate(family.Labels, (labels, tag) => Join(labels, $"{MetricFamily.Identifier(tag.Key)}=\"{EscapeValue(TextOf(tag.Value!))}\""));

    private static string TextOf(object value) => value switch
    {
        true => "yes",
        false => "no",
        _ => Convert.ToString(value, CultureInfo.InvariantCulture) ?? "",
    };

    private static string Join(string labels, string label) => labels.Length == 0 ? label : $"{labels},{label}";

    private static string EscapeHelp(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static string EscapeValue(string text) => EscapeHelp(text).Replace("\"", "\\\"", StringComparison.Ordinal);

    private static string TypeName(FamilyType type) => type switch
    {
        FamilyType.Counter => "counter",
        FamilyType.Histogram => "histogram",
        _ => "gauge",
    };

    private static string Format(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };
}
