using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Centrifugo;

/// <summary>A real Centrifugo that holds the connections in place of the embedded engine.</summary>
internal sealed class CentrifugoOptions : IValidatableObject
{
    public const string Section = "Centrifugo";

    /// <summary>
    /// Where its server API is: http://HOST:PORT (https) for the HTTP API under /api, grpc://HOST:PORT (grpcs with TLS) for the gRPC API.
    /// Empty to announce by the embedded engine.
    /// </summary>
    public string Api { get; set; } = "";

    /// <summary>The API's key: http_api.key or grpc_api.key of its configuration. Empty only if the API asks for none.</summary>
    public string ApiKey { get; set; } = "";

    /// <summary>How long one call may take.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:01:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a call is tried that fails for a reason that may pass; then it is dropped, and clients find the rest in the log.</summary>
    [Range(1, 10)]
    public int Attempts { get; set; } = 5;

    /// <summary>How many announcements may wait in each of the 16 queues; more are dropped.</summary>
    [Range(1, 1_000_000)]
    public int MaxQueued { get; set; } = 10_000;

    /// <summary>The program to run and keep running beside this one, for example /usr/local/bin/centrifugo. Empty for none.</summary>
    public string Command { get; set; } = "";

    /// <summary>The command's arguments, one each: Arguments:0, Arguments:1 …</summary>
    public IList<string> Arguments { get; } = [];

    /// <summary>Where the command runs. Empty for this program's own directory.</summary>
    public string WorkingDirectory { get; set; } = "";

    public bool UsesGrpc => Uri.TryCreate(Api, UriKind.Absolute, out var uri) && uri.Scheme is "grpc" or "grpcs";

    /// <summary>The API's address as an HTTP client needs it. Only of options that are valid.</summary>
    public Uri BaseAddress
    {
        get
        {
            var api = new UriBuilder(Api);
            api.Scheme = api.Scheme is "https" or "grpcs" ? Uri.UriSchemeHttps : Uri.UriSchemeHttp;
            return api.Uri;
        }
    }

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (Api.Length > 0 && !IsApi(Api))
            yield return new($"{Section}:{nameof(Api)}: '{Api}' is not of the form http://HOST:PORT or grpc://HOST:PORT.", [nameof(Api)]);
        if (Command.Length == 0 && Arguments.Count > 0)
            yield return new($"{Section}:{nameof(Arguments)} has no meaning without {Section}:{nameof(Command)}.", [nameof(Arguments)]);
        if (WorkingDirectory.Length > 0 && !Directory.Exists(WorkingDirectory))
            yield return new($"{Section}:{nameof(WorkingDirectory)}: '{WorkingDirectory}' does not exist.", [nameof(WorkingDirectory)]);
    }

    private static bool IsApi(string url) => Uri.TryCreate(url, UriKind.Absolute, out var api)
        && api.Scheme is "http" or "https" or "grpc" or "grpcs"
        && api.PathAndQuery is "/" or "";
}

[OptionsValidator]
internal sealed partial class CentrifugoOptionsValidator : IValidateOptions<CentrifugoOptions>;
