using System.Text.Json.Nodes;

namespace Loquat.Server.Tests.Proxy;

/// <summary>One question of the real Centrifugo to its backend, and the answer it got.</summary>
internal sealed record Exchange(JsonObject Got, JsonObject Answer)
{
    public string Backend => Got["backend"]!.GetValue<string>();

    /// <summary>False where the recorded backend answered with a failure and not with a message.</summary>
    public bool Succeeded => Answer["hex"] is not null || (Answer["status"]?.GetValue<int>() == 200 && Answer["body"] is not null);

    /// <summary>The client's headers and the static ones: all that the call itself does not need.</summary>
    public Dictionary<string, string> Headers => Got["headers"]!.AsObject()
        .Where(header => header.Key.ToLowerInvariant() is "cookie" or "origin" or "authorization" || header.Key.StartsWith("x-", StringComparison.OrdinalIgnoreCase))
        .ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value!.GetValue<string>());
}

/// <summary>The questions in the transcripts that were recorded with the real Centrifugo.</summary>
internal static class Transcript
{
    private const long SomeTime = 1_900_000_000;

    private static readonly string Folder = FindFolder();

    public static TheoryData<string> With(string backend) =>
        [.. Directory.EnumerateFiles(Folder, "*.jsonl", SearchOption.AllDirectories)
            .Where(file => File.ReadLines(file).Any(line => line.StartsWith($$"""{"backend":"{{backend}}","got":""", StringComparison.Ordinal)))
            .Select(file => Path.GetRelativePath(Folder, file))
            .Order()];

    public static IReadOnlyList<Exchange> Read(string file)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, file));
        var values = JsonNode.Parse(lines[^1])!["recorded_values"]!.AsObject().OrderByDescending(value => value.Key.Length).ToList();
        var exchanges = new List<Exchange>();
        JsonObject? got = null;
        foreach (var line in lines.Where(line => line.StartsWith("{\"backend\":", StringComparison.Ordinal)))
        {
            var parsed = JsonNode.Parse(values.Aggregate(line, (text, value) => text.Replace($"${value.Key}", value.Value!.ToString(), StringComparison.Ordinal)))!;
            if (parsed["got"] is not null)
                got = parsed.AsObject();
            else
                exchanges.Add(new Exchange(got!, FixTimes(parsed).AsObject()));
        }

        return exchanges;
    }

    /// <summary>"So many seconds from now" becomes a moment that is always the same.</summary>
    private static JsonNode FixTimes(JsonNode node)
    {
        if (node is JsonObject entries)
        {
            foreach (var (name, value) in entries.ToList())
            {
                if (value?.GetValueKind() == System.Text.Json.JsonValueKind.Object && value["now_plus"] is { } seconds)
                    entries[name] = SomeTime + seconds.GetValue<int>();
                else if (value is not null)
                    FixTimes(value);
            }
        }

        return node;
    }

    private static string FindFolder()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var golden = Path.Combine(folder.FullName, "tests", "golden");
            if (Directory.Exists(golden))
                return golden;
        }

        throw new DirectoryNotFoundException("tests/golden is nowhere above the tests.");
    }
}
