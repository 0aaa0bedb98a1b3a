using System.ComponentModel.DataAnnotations;
using System.Text.RegularExpressions;

namespace Loquat.Server.EngineMode;

/// <summary>Accepts whole numbers between two others.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class BetweenAttribute(long least, long most) : ValidationAttribute(() => $"{{0}} must be between {least} and {most}.")
{
    public long Least => least;

    public long Most => most;

    public override bool IsValid(object? value) => Convert.ToInt64(value, null) is var number && number >= least && number <= most;
}

/// <summary>Accepts durations between two others, which are written as in the configuration.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class LastingAttribute(string least, string most) : ValidationAttribute
{
    public string Least => least;

    public string Most => most;

    /// <summary>Fractions of a second are refused.</summary>
    public bool WholeSeconds { get; init; }

    public override bool IsValid(object? value) =>
        value is TimeSpan duration
        && GoDuration.TryParse(least, out var shortest) && GoDuration.TryParse(most, out var longest)
        && duration >= shortest && duration <= longest
        && (!WholeSeconds || duration.Ticks % TimeSpan.TicksPerSecond == 0);

    public override string FormatErrorMessage(string name) =>
        $"{name} must be between {least} and {most}{(WholeSeconds ? ", in whole seconds" : "")}.";
}

/// <summary>Accepts some words and no others; of a list, each item.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class OneOfAttribute(params string[] words) : ValidationAttribute
{
    public string[] Words => words;

    public override bool IsValid(object? value) => value is IEnumerable<string> several ? several.All(words.Contains) : words.Contains(value);

    public override string FormatErrorMessage(string name) =>
        words.Length == 1 ? $"{name} can only be \"{words[0]}\"." : $"{name} must be one of {string.Join(", ", words.Select(word => $"\"{word}\""))}.";
}

/// <summary>Accepts what a path of ours can begin with.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class HandlerPathAttribute() : ValidationAttribute(() => "{0} must begin with / and hold letters, digits, and - _ . / only.")
{
    public override bool IsValid(object? value) =>
        value is string text && text.StartsWith('/') && text.All(letter => char.IsAsciiLetterOrDigit(letter) || "-_./".Contains(letter, StringComparison.Ordinal));
}

/// <summary>Accepts addresses of backends, or nothing.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class ProxyEndpointAttribute() : ValidationAttribute(() => "{0} must be an address like http://127.0.0.1:3000/connect or grpc://127.0.0.1:10001.")
{
    public override bool IsValid(object? value) =>
        value is "" || (Uri.TryCreate(value as string, UriKind.Absolute, out var address) && address.Scheme is "http" or "https" or "grpc" && address.Host.Length > 0);
}

/// <summary>Accepts regular expressions that can be matched in linear time.</summary>
[AttributeUsage(AttributeTargets.Property)]
internal sealed class PatternAttribute() : ValidationAttribute(() => "{0} must be a regular expression without look-around and back-references.")
{
    public override bool IsValid(object? value)
    {
        try
        {
            return value is "" || new Regex((string)value!, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant) is not null;
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            return false;
        }
    }
}
