namespace Loquat.Faults.Checking;

/// <summary>The ways in which the promise can be broken.</summary>
public enum Breach
{
    Lost,
    Doubled,
    Reordered,
    Diverged,
}

/// <summary>One breach of the promise.</summary>
/// <param name="Who">The client that saw it; null if the database alone shows it.</param>
/// <param name="Offset">Where in the thread's log; 0 if nowhere.</param>
/// <param name="ClientId">Of the change it is about, if it is about one.</param>
internal sealed record Finding(Breach Breach, string What, long ThreadId, string? Who = null, long Offset = 0, string? ClientId = null)
{
    public override string ToString() =>
        FormattableString.Invariant($"{Breach.ToString().ToLowerInvariant()}: thread {ThreadId}{(Who is null ? "" : $", {Who}")}: {What}");
}
