using Microsoft.AspNetCore.Http;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>The headers that a connection remembers: one text for each name, in lower case.</summary>
internal static class KeptHeaders
{
    public static string[] Normalise(IEnumerable<string> names) => [.. names.Select(name => name.Trim().ToLowerInvariant()).Distinct()];

    public static IReadOnlyDictionary<string, string> Of(IHeaderDictionary headers, string[] names)
    {
        Dictionary<string, string>? kept = null;
        foreach (var name in names)
        {
            if (headers.TryGetValue(name, out var values) && values.Count > 0)
                (kept ??= [])[name] = values.Aggregate((before, next) => Join(name, before ?? "", next ?? "")) ?? "";
        }

        return kept ?? ClientRequest.Empty.Headers;
    }

    /// <summary>Several lines of one header are one list, except that cookies are joined by their own separator (RFC 6265, 5.4).</summary>
    public static string Join(string name, string before, string next) => name == "cookie" ? $"{before}; {next}" : $"{before}, {next}";
}
