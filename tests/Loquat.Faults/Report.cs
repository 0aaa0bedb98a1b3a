using System.Globalization;
using Loquat.Faults.Checking;
using Loquat.Faults.Clients;
using Loquat.Faults.Nodes;

namespace Loquat.Faults;

/// <summary>What a run came to.</summary>
internal sealed record Report(
    FaultSettings Settings,
    TimeSpan Took,
    Tally Operations,
    Tally Faults,
    IReadOnlyList<string> Impossible,
    Tally Connections,
    Tally Files,
    Leftovers Left,
    Snapshot Truth,
    int StartedOver,
    IReadOnlyList<Finding> Findings,
    string? TooSlow,
    Journal Journal)
{
    private const int MostHistory = 60;

    public bool IsClean => Findings.Count == 0;

    public void Write(TextWriter output)
    {
        var nodes = Settings.Nodes == 1 ? "1 node" : string.Create(CultureInfo.InvariantCulture, $"{Settings.Nodes} nodes");
        var database = Settings.Database == DatabaseKind.Postgres ? "PostgreSQL" : "SQLite";
        var events = Truth.Threads.Values.Sum(thread => thread.Events.Count);
        Line(output, "run", $"seed {Settings.Seed}, {nodes} on {database}, {Settings.Clients} clients in {Settings.Threads} threads, {Took:h\\:mm\\:ss}");
        Line(output, "faults", $"{Faults.Total}: {Faults}");
        if (Impossible.Count > 0)
            Line(output, "not possible", $"{string.Join(", ", Impossible)}");
        Line(output, "operations", $"{Operations.Total}: {Operations}");
        Line(output, "connections", $"{Connections.Total}: {Connections}; threads loaded anew {StartedOver}");
        var bytes = Truth.Files.Sum(file => file.Size) / 1e6;
        Line(output, "files", $"{Truth.Files.Count} in messages, {bytes:0.0} MB: {Files}; swept {Left.Loose} loose, {Left.Contents} contents, {Left.Unfinished} unfinished");
        Line(output, "log", $"{events} events in {Truth.Threads.Count} threads");
        if (!IsClean)
            WriteHistory(output);

        output.WriteLine(string.Join(' ', Enum.GetValues<Breach>().Select(breach =>
            string.Create(CultureInfo.InvariantCulture, $"{breach.ToString().ToLowerInvariant()} {Findings.Count(finding => finding.Breach == breach)}"))));
        if (IsClean && TooSlow is not null)
            output.WriteLine($"Nothing is proven, and nothing was found: {TooSlow}.");
    }

    /// <summary>The finding with the shortest history tells the most.</summary>
    private void WriteHistory(TextWriter output)
    {
        var (finding, history) = Findings.Take(MostHistory)
            .Select(finding => (finding, Journal.About(finding, MostHistory)))
            .MinBy(pair => pair.Item2.Count == 0 ? int.MaxValue : pair.Item2.Count);
        output.WriteLine();
        foreach (var other in Findings.Take(MostHistory))
            output.WriteLine(other);
        output.WriteLine();
        output.WriteLine($"The history of: {finding}");
        foreach (var entry in history)
            output.WriteLine($"  {entry}");
        output.WriteLine();
        output.WriteLine($"The same faults again: {Settings.Command}");
    }

    private static void Line(TextWriter output, string name, FormattableString text) =>
        output.WriteLine($"{name,-12} {text.ToString(CultureInfo.InvariantCulture)}");
}
