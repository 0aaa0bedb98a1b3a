using Loquat.Bench.Measuring;

namespace Loquat.Bench.Scenarios;

/// <summary>What is sent through servers that do not look into it.</summary>
internal static class Payload
{
    public static string Of(string text) => $$"""{"text":"{{Latencies.Stamp(text)}}"}""";
}
