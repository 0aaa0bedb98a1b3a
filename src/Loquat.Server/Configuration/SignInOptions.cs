using System.ComponentModel.DataAnnotations;

namespace Loquat.Server.Configuration;

/// <summary>Guessing passwords and bearers, and signing in without end.</summary>
public sealed class SignInOptions
{
    /// <summary>Failed attempts that one address may make in each window before it has to wait.</summary>
    [Range(1, 10_000)]
    public int FailuresPerAddress { get; set; } = 30;

    /// <summary>Failed attempts that one username may suffer in each window before it has to wait.</summary>
    [Range(1, 10_000)]
    public int FailuresPerUsername { get; set; } = 5;

    /// <summary>Attempts, failed or not, that may be made with one username in each window.</summary>
    [Range(1, 100_000)]
    public int AttemptsPerUsername { get; set; } = 60;

    /// <summary>Bearers that nobody has which one address may show in each window. After that, only those are looked up that were valid here before.</summary>
    [Range(1, 1_000_000)]
    public int UnknownBearersPerAddress { get; set; } = 300;

    /// <summary>How long an attempt counts.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(1);
}
