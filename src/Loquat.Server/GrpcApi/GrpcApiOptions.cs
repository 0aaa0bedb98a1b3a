using System.ComponentModel.DataAnnotations;
using System.Net;
using Loquat.Realtime.AspNetCore.ServerApi;
using Microsoft.Extensions.Options;

namespace Loquat.Server.GrpcApi;

/// <summary>Where the server API answers in its gRPC form, and to whom.</summary>
internal sealed class GrpcApiOptions : IValidatableObject
{
    public const string Section = "GrpcApi";

    /// <summary>Whether there is such a listener at all.</summary>
    public bool Enabled { get; set; }

    /// <summary>The listener, as ADDRESS:PORT. It speaks HTTP/2 without TLS, and nothing but the API.</summary>
    public string Address { get; set; } = "127.0.0.1:10000";

    /// <summary>What callers show in the metadata, authorization: apikey KEY. Required unless the address is a loopback one. Empty for none.</summary>
    public string Key { get; set; } = "";

    /// <summary>Whether errors are told by the gRPC status instead of the response. A caller can ask for it: x-centrifugo-error-mode: transport.</summary>
    public ServerApiErrorMode ErrorMode { get; set; }

    /// <summary>The longest request in bytes.</summary>
    [Range(1024, 1 << 28)]
    public int MaxRequestBytes { get; set; } = 4 << 20;

    /// <summary>Only of options that are valid.</summary>
    public IPEndPoint EndPoint => IPEndPoint.Parse(Address);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (!IPEndPoint.TryParse(Address, out var endPoint))
            yield return new($"{Section}:{nameof(Address)}: '{Address}' is not of the form ADDRESS:PORT.", [nameof(Address)]);
        else if (Enabled && Key.Length == 0 && !IPAddress.IsLoopback(endPoint.Address))
            yield return new($"{Section}:{nameof(Key)} is required because {Address} can be reached from elsewhere.", [nameof(Key)]);
        if (!Enum.IsDefined(ErrorMode))
            yield return new($"{Section}:{nameof(ErrorMode)} is {nameof(ServerApiErrorMode.Payload)} or {nameof(ServerApiErrorMode.Transport)}.", [nameof(ErrorMode)]);
    }
}

[OptionsValidator]
internal sealed partial class GrpcApiOptionsValidator : IValidateOptions<GrpcApiOptions>;
