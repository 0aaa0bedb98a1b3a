namespace Loquat.Realtime;

/// <summary>The headers that a client says it would have sent, had it been able to.</summary>
internal static class EmulatedHeaders
{
    /// <summary>Only those that are asked for, by their names in lower case: a client may say a lot.</summary>
    public static IReadOnlyDictionary<string, string> Keep(IReadOnlyDictionary<string, string> headers, IList<string> names) =>
        headers.Count == 0 || names.Count == 0
            ? ClientRequest.Empty.Headers
            : headers.Where(header => names.Contains(header.Key, StringComparer.OrdinalIgnoreCase))
                .DistinctBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
                .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value);
}
