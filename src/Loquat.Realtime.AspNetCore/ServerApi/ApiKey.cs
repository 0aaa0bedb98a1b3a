using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>A key that callers show. What is compared are hashes, so that time tells nothing about it, not even its length.</summary>
internal sealed class ApiKey(string key)
{
    private const string Scheme = "apikey ";

    private readonly byte[] _hash = HashOf(key);

    public bool IsShownBy(HttpRequest request) =>
        Is(request.Headers["X-API-Key"]) || IsAuthorization(request.Headers.Authorization) || Is(request.Query["api_key"]);

    /// <summary>The form that gRPC's metadata has too.</summary>
    public bool IsAuthorization(string? header) =>
        header is not null && header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) && Is(header[Scheme.Length..].Trim());

    private bool Is(string? shown) =>
        !string.IsNullOrEmpty(shown) && key.Length > 0 && CryptographicOperations.FixedTimeEquals(_hash, HashOf(shown));

    private static byte[] HashOf(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
