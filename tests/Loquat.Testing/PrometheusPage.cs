using System.Globalization;
using System.Text.RegularExpressions;

namespace Loquat.Testing;

/// <summary>A page of metrics in Prometheus' text format, read as strictly as the format is written down: what is not allowed throws.</summary>
public sealed partial class PrometheusPage
{
    private readonly Dictionary<string, double> _samples = [];
    private readonly Dictionary<string, string> _types = [];
    private string _family = "";

    private PrometheusPage()
    {
    }

    public IReadOnlyDictionary<string, string> Types => _types;

    /// <summary>The value of a series as it stands on the page: <c>name{label="value"}</c>.</summary>
    public double this[string series] => _samples.TryGetValue(series, out var value) ? value : throw new KeyNotFoundException($"There is no {series}.");

    public bool Has(string series) => _samples.ContainsKey(series);

    public static PrometheusPage Parse(string text)
    {
        var page = new PrometheusPage();
        if (!text.EndsWith('\n'))
            throw new FormatException("The last line does not end.");
        foreach (var line in text[..^1].Split('\n'))
            page.Read(line);
        page.CheckHistograms();
        return page;
    }

    private void Read(string line)
    {
        if (Help().IsMatch(line))
            return;
        if (Type().Match(line) is { Success: true } type)
        {
            _family = type.Groups["name"].Value;
            if (!_types.TryAdd(_family, type.Groups["type"].Value))
                throw new FormatException($"{_family} is there twice.");
            return;
        }

        var sample = Sample().Match(line);
        if (!sample.Success)
            throw new FormatException($"Not a line of this format: {line}");
        if (!BelongsToFamily(sample.Groups["name"].Value))
            throw new FormatException($"Not below its TYPE: {line}");
        var labels = sample.Groups["label"].Captures.Select(label => label.Value).ToList();
        if (labels.Distinct().Count() != labels.Count)
            throw new FormatException($"A label is there twice: {line}");
        if (!_samples.TryAdd(sample.Groups["series"].Value, Number(sample.Groups["value"].Value)))
            throw new FormatException($"A series is there twice: {line}");
    }

    private bool BelongsToFamily(string name) => _family.Length > 0 && (_types[_family] == "histogram"
        ? name == _family + "_bucket" || name == _family + "_sum" || name == _family + "_count"
        : name == _family);

    /// <summary>Buckets are cumulative, the last one is infinite and equals the count.</summary>
    private void CheckHistograms()
    {
        foreach (var name in _types.Where(type => type.Value == "histogram").Select(type => type.Key))
        {
            var buckets = _samples.Where(sample => sample.Key.StartsWith(name + "_bucket{", StringComparison.Ordinal))
                .Select(sample => (Labels: Bound().Replace(sample.Key[(name.Length + 8)..^1], ""), Bound: Number(Bound().Match(sample.Key).Groups["bound"].Value), Count: sample.Value));
            foreach (var series in buckets.GroupBy(bucket => bucket.Labels))
            {
                var inOrder = series.OrderBy(bucket => bucket.Bound).Select(bucket => bucket.Count).ToList();
                var total = this[name + "_count" + (series.Key.Length == 0 ? "" : $"{{{series.Key}}}")];
                if (!inOrder.SequenceEqual(inOrder.Order()) || series.Max(bucket => bucket.Bound) != double.PositiveInfinity || inOrder[^1] != total)
                    throw new FormatException($"The buckets of {name} do not add up.");
            }
        }
    }

    private static double Number(string text) => text switch
    {
        "+Inf" => double.PositiveInfinity,
        "-Inf" => double.NegativeInfinity,
        _ => double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture),
    };

    [GeneratedRegex(@"^# HELP [a-zA-Z_:][a-zA-Z0-9_:]* ([^\\]|\\\\|\\n)*\z")]
    private static partial Regex Help();

    [GeneratedRegex(@"^# TYPE (?<name>[a-zA-Z_:][a-zA-Z0-9_:]*) (?<type>counter|gauge|histogram)\z")]
    private static partial Regex Type();

    [GeneratedRegex("""^(?<series>(?<name>[a-zA-Z_:][a-zA-Z0-9_:]*)(\{(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="([^"\\\n]|\\\\|\\"|\\n)*"(,(?<label>[a-zA-Z_][a-zA-Z0-9_]*)="([^"\\\n]|\\\\|\\"|\\n)*")*\})?) (?<value>NaN|[-+]Inf|-?[0-9][-+.0-9eE]*)\z""")]
    private static partial Regex Sample();

    [GeneratedRegex(",?le=\"(?<bound>[^\"]*)\"")]
    private static partial Regex Bound();
}
