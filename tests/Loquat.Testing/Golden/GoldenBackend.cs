using System.Text.Json.Nodes;

namespace Loquat.Testing.Golden;

/// <summary>What transcripts say about a backend: the headers of its calls and the times in its answers.</summary>
public static class GoldenBackend
{
    /// <summary>Those belong to whoever sends the call, and are not compared.</summary>
    private static readonly string[] OfTheSender =
        ["host", "user-agent", "content-length", "accept-encoding", "te", "grpc-timeout", "grpc-accept-encoding", "traceparent"];

    /// <summary>The headers of a recorded call that count.</summary>
    public static JsonObject HeadersIn(JsonObject line) =>
        HeadersOf(line["headers"]!.AsObject().Select(header => KeyValuePair.Create(header.Key, header.Value!.GetValue<string>())));

    /// <summary>The headers of a call that count, names in lower case.</summary>
    public static JsonObject HeadersOf(IEnumerable<KeyValuePair<string, string>> headers)
    {
        var counting = new JsonObject();
        foreach (var (name, value) in headers)
        {
            if (!name.StartsWith(':') && !OfTheSender.Contains(name.ToLowerInvariant()))
                counting[name.ToLowerInvariant()] = value == "application/grpc+proto" ? "application/grpc" : value;
        }
        return counting;
    }

    /// <summary>So many seconds from now become the second itself.</summary>
    public static JsonObject WithTimes(JsonObject line)
    {
        var resolved = line.DeepClone().AsObject();
        Resolve(resolved);
        return resolved;
    }

    private static void Resolve(JsonNode node)
    {
        if (node is not JsonObject entries)
            return;

        foreach (var (name, value) in entries.ToList())
        {
            if (value is JsonObject { Count: 1 } relative && relative["now_plus"] is { } seconds)
                entries[name] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() + seconds.GetValue<int>();
            else if (value is not null)
                Resolve(value);
        }
    }
}
