using System.Text.Json;
using System.Text.Json.Nodes;

namespace Loquat.Testing.Golden;

/// <summary>What the real server once did (tests/golden/README.md): lines in the order in which things happened.</summary>
public sealed record GoldenTranscript(string Name, IReadOnlyList<JsonObject> Lines)
{
    /// <summary>Writes lines with the characters that they were recorded with.</summary>
    public static JsonSerializerOptions Plain { get; } = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>The first line: scenario, encoding, configuration.</summary>
    public JsonObject Head => Lines[0];

    /// <summary>The values that stood behind the placeholders.</summary>
    public JsonObject RecordedValues => Lines[^1]["recorded_values"]!.AsObject();

    /// <param name="name">Path below tests/golden, without extension.</param>
    public static GoldenTranscript Read(string name) => Parse(name, File.ReadAllText(Path.Combine(Folder, name + ".jsonl")));

    public static GoldenTranscript Parse(string name, string text) =>
        new(name, [.. text.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!.AsObject())]);

    /// <summary>The configuration that the scenario ran with.</summary>
    public JsonElement ReadConfiguration()
    {
        using var document = JsonDocument.Parse(File.ReadAllText(ConfigurationFile(Head["config"]!.GetValue<string>())));
        return document.RootElement.Clone();
    }

    /// <summary>Every transcript that is not in a folder of its own.</summary>
    public static IEnumerable<string> Names => Directory.EnumerateFiles(Folder, "*.jsonl").Select(Path.GetFileNameWithoutExtension).Order(StringComparer.Ordinal)!;

    /// <summary>The file of a configuration.</summary>
    public static string ConfigurationFile(string name) => Path.Combine(Folder, "config", name + ".json");

    private static string Folder
    {
        get
        {
            for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
            {
                if (File.Exists(Path.Combine(folder.FullName, "Loquat.slnx")))
                    return Path.Combine(folder.FullName, "tests", "golden");
            }

            throw new DirectoryNotFoundException("These tests run from inside the repository.");
        }
    }
}
