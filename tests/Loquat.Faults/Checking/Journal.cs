namespace Loquat.Faults.Checking;

/// <summary>Something that happened, for whoever reads why a run failed.</summary>
/// <param name="Who">A client's name; null for what was done to the world.</param>
/// <param name="Offset">Of the thread's log; 0 if it is about none.</param>
internal sealed record Entry(TimeSpan At, string? Who, long ThreadId, long Offset, string? ClientId, string What)
{
    public override string ToString() =>
        FormattableString.Invariant($"{At:mm\\:ss\\.fff}  {Who ?? "fault"}  {(ThreadId > 0 ? FormattableString.Invariant($"thread {ThreadId}  ") : "")}{What}");
}

/// <summary>What happened in a run, in its order.</summary>
internal sealed class Journal(TimeProvider clock)
{
    private static readonly TimeSpan Nearby = TimeSpan.FromSeconds(2);
    private readonly long _start = clock.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly List<Entry> _entries = [];

    public void Note(string? who, string what, long threadId = 0, long offset = 0, string? clientId = null)
    {
        lock (_lock)
            _entries.Add(new Entry(clock.GetElapsedTime(_start), who, threadId, offset, clientId, what));
    }

    /// <summary>What concerns a finding, with what its client and the faults did around it.</summary>
    public IReadOnlyList<Entry> About(Finding finding, int most)
    {
        lock (_lock)
        {
            var core = _entries.Where(entry => IsAbout(entry, finding)).ToList();
            var around = _entries.Where(entry =>
                IsContext(entry, finding) && core.Any(about => (about.At - entry.At).Duration() < Nearby));
            return [.. core.Concat(around).Distinct().OrderBy(entry => entry.At).Take(most)];
        }
    }

    private static bool IsAbout(Entry entry, Finding finding) =>
        entry.ThreadId == finding.ThreadId
        && ((finding.ClientId is not null && entry.ClientId == finding.ClientId)
            || (finding.Offset > 0 && entry.Offset == finding.Offset && (finding.Who is null || entry.Who == finding.Who)));

    // Faults, and what the client's connection went through.
    private static bool IsContext(Entry entry, Finding finding) =>
        entry.Who is null || (entry.Who == finding.Who && entry.ThreadId == 0);
}
