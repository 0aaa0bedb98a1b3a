using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Loquat.Testing.Golden;

/// <summary>
/// Compares what comes with what is recorded. A placeholder takes the value found at its first occurrence and has to find the same one later;
/// the order of keys is free, and a ttl may be off by one.
/// </summary>
public sealed class GoldenComparison(IReadOnlyCollection<string> names)
{
    private static readonly string[] Anything = ["any", "time", "grpc_timeout"];
    private readonly Dictionary<string, string> _values = [];
    private readonly HashSet<string> _names = [.. names, .. Anything, "host", "port"];

    // The longest name first: $client_a must not eat the beginning of $client_ab, whether that has a value yet or not.
    private readonly Regex _placeholder = new(@"\$(?:" + string.Join('|', names.OrderByDescending(name => name.Length).Select(Regex.Escape)) + ")");

    /// <summary>The first difference, as a path and both values; null if there is none.</summary>
    public string? Difference(JsonNode? expected, JsonNode? actual, string path = "$")
    {
        // A comparison that fails must leave no placeholder behind: the caller may try another candidate.
        var found = new Dictionary<string, string>(_values);
        var difference = Compare(expected, actual, path, found);
        if (difference is not null)
            return difference;

        foreach (var (name, value) in found)
            _values[name] = value;
        return null;
    }

    /// <summary>Gives a placeholder its value before it is found.</summary>
    public void Set(string name, string value) => _values[name] = value;

    /// <summary>Puts values found so far into a text that is to be sent.</summary>
    public string Fill(string text)
    {
        return _placeholder.Replace(text, match => _values.GetValueOrDefault(match.Value[1..], match.Value));
    }

    private string? Compare(JsonNode? expected, JsonNode? actual, string path, Dictionary<string, string> found)
    {
        if (PlaceholderIn(expected) is { } name)
            return CompareValue(name, actual, path, found);
        return (expected, actual) switch
        {
            (JsonObject left, JsonObject right) => CompareObjects(left, right, path, found),
            (JsonArray left, JsonArray right) when left.Count == right.Count => Enumerable.Range(0, left.Count)
                .Select(i => Compare(left[i], right[i], $"{path}[{i}]", found)).FirstOrDefault(difference => difference is not null),
            _ when JsonNode.DeepEquals(expected, actual) || IsSameTtl(expected, actual, path) => null,
            _ => Differ(path, expected, actual),
        };
    }

    private string? CompareObjects(JsonObject recorded, JsonObject actual, string path, Dictionary<string, string> found)
    {
        var expected = recorded.ToDictionary(pair => NameOf(pair.Key, found), pair => pair.Value);
        var surplus = actual.Select(pair => pair.Key).FirstOrDefault(key => !expected.ContainsKey(key));
        if (surplus is not null)
            return $"{path}.{surplus}: not expected, found {Show(actual[surplus])}";

        return expected.Select(pair => actual.TryGetPropertyValue(pair.Key, out var value)
                ? Compare(pair.Value, value, $"{path}.{pair.Key}", found)
                : $"{path}.{pair.Key}: expected {Show(pair.Value)}, found nothing")
            .FirstOrDefault(difference => difference is not null);
    }

    private static string? CompareValue(string name, JsonNode? actual, string path, Dictionary<string, string> found)
    {
        var value = actual is JsonValue leaf && leaf.TryGetValue<string>(out var text) ? text : actual?.ToJsonString() ?? "";
        if (Anything.Contains(name))
            return null;
        if (value.Length == 0)
            return $"{path}: expected a value for ${name}, found none";
        if (found.TryAdd(name, value) || found[name] == value)
            return null;

        return $"{path}: ${name} was '{found[name]}' before and is '{value}' now";
    }

    /// <summary>Maps may have placeholders for keys. By then their values are known: a client is told its id before it is shown to others.</summary>
    private string NameOf(string key, Dictionary<string, string> found) =>
        key.StartsWith('$') && _names.Contains(key[1..]) ? found.GetValueOrDefault(key[1..], key) : key;

    private string? PlaceholderIn(JsonNode? node) =>
        node is JsonValue value && value.TryGetValue<string>(out var text) && text.StartsWith('$') && _names.Contains(text[1..]) ? text[1..] : null;

    private static bool IsSameTtl(JsonNode? expected, JsonNode? actual, string path) =>
        path.EndsWith(".ttl", StringComparison.Ordinal) && expected?.GetValueKind() == JsonValueKind.Number && actual?.GetValueKind() == JsonValueKind.Number
        && Math.Abs(Number(expected) - Number(actual)) <= 1;

    private static double Number(JsonNode node) => double.Parse(node.ToJsonString(), CultureInfo.InvariantCulture);

    private static string Differ(string path, JsonNode? expected, JsonNode? actual) => $"{path}: expected {Show(expected)}, found {Show(actual)}";

    private static string Show(JsonNode? node) => node?.ToJsonString() ?? "null";
}
