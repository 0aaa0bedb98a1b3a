namespace Loquat.Bench.Scenarios;

/// <summary>How fast is published, and for how long.</summary>
/// <param name="Outstanding">So many publications are on their way at any time, each until its last subscriber has it.</param>
/// <param name="PerSecond">So many are published in a second, whatever becomes of them; 0 to follow <paramref name="Outstanding"/> instead.</param>
/// <param name="WarmUp">Before anything counts: the server's code becomes fast, its buffers large.</param>
/// <param name="Measured">What counts.</param>
public sealed record Pace(int Outstanding, double PerSecond, TimeSpan WarmUp, TimeSpan Measured);
