namespace Loquat.Realtime.AspNetCore.Metrics;

/// <summary>What an instrument has measured under one combination of labels. Guarded by its <see cref="InstrumentSeries"/>.</summary>
internal sealed class Series(KeyValuePair<string, object?>[] tags, int buckets)
{
    public KeyValuePair<string, object?>[] Tags { get; } = tags;

    /// <summary>The value, or a histogram's sum.</summary>
    public double Value { get; set; }

    /// <summary>How many measurements fell into each bucket, the last one for those above all bounds. Empty but for histograms.</summary>
    public long[] Buckets { get; } = buckets == 0 ? [] : new long[buckets];

    public bool Has(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length != Tags.Length)
            return false;

        for (var i = 0; i < tags.Length; i++)
        {
            if (tags[i].Key != Tags[i].Key || !Equals(tags[i].Value, Tags[i].Value))
                return false;
        }
        return true;
    }
}
