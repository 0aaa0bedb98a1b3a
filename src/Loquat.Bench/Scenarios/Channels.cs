namespace Loquat.Bench.Scenarios;

/// <summary>Names that no two runs share, so that no run finds what another has left.</summary>
internal static class Channels
{
    public static string[] Name(int count)
    {
        var run = Guid.NewGuid().ToString("N")[..8];
        return [.. Enumerable.Range(0, count).Select(i => $"bench-{run}-{i:D4}")];
    }
}
