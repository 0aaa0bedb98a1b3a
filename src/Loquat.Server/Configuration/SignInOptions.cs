using System.ComponentModel.DataAnnotations;

namespace Loquat.Server.Configuration;

/// <summary>Guessing passwords.</summary>
public sealed class SignInOptions
{
    /// <summary>Failed attempts that one address may make in each window before it has to wait.</summary>
    [Range(1, 10_000)]
    public int FailuresPerAddress { get; set; } = 30;

    /// <summary>Failed attempts that one username may suffer in each window before it has to wait.</summary>
    [Range(1, 10_000)]
    public int FailuresPerUsername { get; set; } = 5;

    /// <summary>How long a failed attempt counts.</summary>
    [Range(typeof(TimeSpan), "00:00:05", "1.00:00:00")]
    public TimeSpan FailureWindow { get; set; } = TimeSpan.FromMinutes(1);
}
