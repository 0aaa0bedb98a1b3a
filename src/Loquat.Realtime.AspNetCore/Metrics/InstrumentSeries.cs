using System.Diagnostics.Metrics;

namespace Loquat.Realtime.AspNetCore.Metrics;

/// <summary>Everything that one instrument has measured.</summary>
/// <remarks>Measuring allocates nothing once a combination of labels is known.</remarks>
internal sealed class InstrumentSeries
{
    private static readonly KeyValuePair<string, object?>[] Overflow = [new("overflow", "true")];

    // Prometheus' own defaults, in seconds.
    private static readonly double[] DefaultBounds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

    private readonly Lock _gate = new();
    private readonly Dictionary<int, List<Series>> _series = [];
    private readonly int _maxSeries;
    private readonly bool _adds;
    private int _count;

    public InstrumentSeries(Instrument instrument, int maxSeries)
    {
        _maxSeries = maxSeries;
        Family = MetricFamily.Of(instrument);
        Bounds = Family.Type == FamilyType.Histogram ? BoundsOf(instrument) : [];
        // An observed value is the sum already, and so is what a gauge is set to.
        _adds = !instrument.IsObservable && instrument.GetType().GetGenericTypeDefinition() != typeof(Gauge<>);
        if (Family.StartsAtZero)
            Record(0, []);
    }

    public MetricFamily Family { get; }

    /// <summary>Upper bounds of a histogram's buckets, ascending, without the last, infinite one.</summary>
    public double[] Bounds { get; }

    public void Record(double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        lock (_gate)
        {
            var series = Find(tags);
            series.Value = _adds ? series.Value + value : value;
            if (series.Buckets.Length > 0)
                series.Buckets[BucketOf(value)]++;
        }
    }

    /// <summary>Calls back with each combination, none of which changes meanwhile.</summary>
    public void Visit(Action<Series> visit)
    {
        lock (_gate)
        {
            foreach (var series in _series.Values.SelectMany(same => same))
                visit(series);
        }
    }

    private Series Find(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = HashOf(tags);
        if (_series.TryGetValue(hash, out var candidates))
        {
            foreach (var series in candidates)
            {
                if (series.Has(tags))
                    return series;
            }
        }
        return _count >= _maxSeries && !tags.SequenceEqual(Overflow) ? Find(Overflow) : Add(hash, tags);
    }

    private Series Add(int hash, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var added = new Series(tags.ToArray(), Family.Type == FamilyType.Histogram ? Bounds.Length + 1 : 0);
        if (_series.TryGetValue(hash, out var same))
            same.Add(added);
        else
            _series.Add(hash, [added]);
        _count++;
        return added;
    }

    private int BucketOf(double value)
    {
        var bucket = 0;
        while (bucket < Bounds.Length && value > Bounds[bucket])
            bucket++;
        return bucket;
    }

    private static int HashOf(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var hash = new HashCode();
        foreach (var (key, value) in tags)
        {
            hash.Add(key);
            hash.Add(value);
        }
        return hash.ToHashCode();
    }

    private static double[] BoundsOf(Instrument instrument) => instrument switch
    {
        Histogram<double> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds],
        Histogram<long> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        Histogram<int> { Advice.HistogramBucketBoundaries: { } bounds } => [.. bounds.Select(bound => (double)bound)],
        _ => DefaultBounds,
    };
}
