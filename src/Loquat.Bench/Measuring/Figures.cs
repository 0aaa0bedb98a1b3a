namespace Loquat.Bench.Measuring;

/// <summary>What one run of a scenario came to.</summary>
/// <param name="Scenario">What was done, in words.</param>
/// <param name="Unit">What is counted: a delivery, a call, a connection.</param>
/// <param name="Count">How many of them there were.</param>
/// <param name="Time">In which time.</param>
/// <param name="Worked">Processor time of the server in it.</param>
public sealed record Figures(string Scenario, string Unit, long Count, TimeSpan Time, TimeSpan Worked)
{
    /// <summary>Half of them took no longer, in milliseconds; null if that was not looked at.</summary>
    public double? Median { get; init; }

    /// <summary>All but one in a hundred took no longer.</summary>
    public double? Slowest { get; init; }

    /// <summary>Resident memory of the server for each connection; null if that was not looked at.</summary>
    public double? BytesPerConnection { get; init; }

    /// <summary>Several of what is counted.</summary>
    public string Units => Unit.EndsWith('y') ? Unit[..^1] + "ies" : Unit + "s";

    /// <summary>Processor time of the server for each.</summary>
    public double Microseconds => Worked.TotalMicroseconds / Count;

    /// <summary>How many there were in a second.</summary>
    public double PerSecond => Count / Time.TotalSeconds;

    /// <summary>How many a core of the server could do in a second, were it busy.</summary>
    public double PerSecondAndCore => Count / Worked.TotalSeconds;

    /// <summary>How much of a core the server was busy.</summary>
    public double Load => Worked / Time;
}
