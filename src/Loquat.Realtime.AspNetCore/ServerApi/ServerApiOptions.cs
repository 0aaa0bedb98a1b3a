using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>How an error of the server API is told.</summary>
public enum ServerApiErrorMode
{
    /// <summary>In the body of an answer with status 200.</summary>
    Payload,

    /// <summary>By the HTTP status. A caller can ask for it with the header <c>X-Centrifugo-Error-Mode: transport</c>.</summary>
    Transport,
}

/// <summary>Who may use the server API, and how much of it at once.</summary>
public sealed class ServerApiOptions : IValidatableObject
{
    /// <summary>The configuration section that these options are usually bound to.</summary>
    public const string Section = "ServerApi";

    /// <summary>What callers show, in <c>X-API-Key</c>, <c>Authorization: apikey …</c> or <c>?api_key=</c>. Whoever has it may do everything.</summary>
    public string Key { get; set; } = "";

    /// <summary>Lets in everybody, with whatever key. For development.</summary>
    public bool Insecure { get; set; }

    /// <summary>How errors of calls are told.</summary>
    public ServerApiErrorMode ErrorMode { get; set; }

    /// <summary>The longest request in bytes.</summary>
    [Range(1024, 1 << 28)]
    public int MaxRequestBytes { get; set; } = 4 << 20;

    /// <summary>Commands of one batch.</summary>
    [Range(1, 100_000)]
    public int MaxBatchCommands { get; set; } = 1_000;

    /// <summary>Channels of one broadcast.</summary>
    [Range(1, 1_000_000)]
    public int MaxBroadcastChannels { get; set; } = 10_000;

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Key.Length == 0 && !Insecure)
            yield return new($"{Section}:{nameof(Key)} is required, unless {Section}:{nameof(Insecure)} lets everybody in.", [nameof(Key)]);
        if (Key.Any(character => char.IsWhiteSpace(character) || char.IsControl(character)))
            yield return new($"{Section}:{nameof(Key)} must not contain white space: a header could not carry it.", [nameof(Key)]);
        if (!Enum.IsDefined(ErrorMode))
            yield return new($"{Section}:{nameof(ErrorMode)} is {nameof(ServerApiErrorMode.Payload)} or {nameof(ServerApiErrorMode.Transport)}.", [nameof(ErrorMode)]);
    }
}

[OptionsValidator]
internal sealed partial class ServerApiOptionsValidator : IValidateOptions<ServerApiOptions>;
