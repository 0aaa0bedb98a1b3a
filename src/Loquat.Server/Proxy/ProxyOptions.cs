using System.ComponentModel.DataAnnotations;
using System.Net;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Proxy;

/// <summary>Where and how a Centrifugo in front of us may ask.</summary>
internal sealed class ProxyOptions : IValidatableObject
{
    public const string Section = "Proxy";

    /// <summary>The header that carries <see cref="Secret"/>; over gRPC the metadata key of the same name.</summary>
    public const string SecretHeader = "x-proxy-secret";

    /// <summary>
    /// Listeners for Centrifugo's proxy requests and nothing else, separated by semicolons, for example http://127.0.0.1:10001. Each takes both
    /// forms, grpc://HOST:PORT and http://HOST:PORT/centrifugo/EVENT in Centrifugo's words. Empty for none.
    /// </summary>
    public string Urls { get; set; } = "";

    /// <summary>
    /// What Centrifugo must send in the header x-proxy-secret (static_headers, or static_metadata for gRPC). Required if a listener is not on a
    /// loopback address: whoever may ask here may be any user. Empty for none.
    /// </summary>
    public string Secret { get; set; } = "";

    /// <summary>The longest request in bytes.</summary>
    [Range(1024, 1 << 28)]
    public int MaxRequestBytes { get; set; } = 1 << 20;

    /// <summary>How long the answer to a request in the HTTP form may take. Requests in the gRPC form bring a deadline of their own.</summary>
    [Range(typeof(TimeSpan), "00:00:00.100", "00:10:00")]
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The addresses of <see cref="Urls"/>. Only of options that are valid.</summary>
    public IEnumerable<IPEndPoint> EndPoints => Parts.Select(url => EndPointOf(url)!);

    private string[] Parts => Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        foreach (var url in Parts)
        {
            if (EndPointOf(url) is not { } endPoint)
                yield return new($"{Section}:{nameof(Urls)}: '{url}' is not of the form http://ADDRESS:PORT with an IP address or localhost.", [nameof(Urls)]);
            else if (!IPAddress.IsLoopback(endPoint.Address) && Secret.Length == 0)
                yield return new($"{Section}:{nameof(Secret)} is required because {url} can be reached from elsewhere.", [nameof(Secret)]);
        }
    }

    private static IPEndPoint? EndPointOf(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme != Uri.UriSchemeHttp || uri.PathAndQuery != "/")
            return null;
        if (uri.Host == "localhost")
            return new(IPAddress.Loopback, uri.Port);
        return IPAddress.TryParse(uri.DnsSafeHost, out var address) ? new(address, uri.Port) : null;
    }
}

[OptionsValidator]
internal sealed partial class ProxyOptionsValidator : IValidateOptions<ProxyOptions>;
