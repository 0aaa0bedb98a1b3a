using System.Buffers;
using System.Buffers.Text;
using System.Collections.Frozen;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loquat.Realtime.Tokens;

/// <summary>A published set of keys (RFC 7517, 5).</summary>
internal static class JwksDocument
{
    private const int MaxKeys = 100;

    /// <summary>The keys that can be used here, by id. Others are passed over: sets hold keys for other purposes too.</summary>
    /// <exception cref="JsonException">This is no set of keys.</exception>
    public static FrozenDictionary<string, VerificationKey> Read(ReadOnlySpan<byte> json)
    {
        var set = JsonSerializer.Deserialize(json, JwksJson.Default.JsonWebKeys)?.Keys ?? throw new JsonException("there are no keys");
        if (set.Count > MaxKeys)
            throw new JsonException($"there are more than {MaxKeys} keys");

        var keys = new Dictionary<string, VerificationKey>(StringComparer.Ordinal);
        foreach (var published in set)
        {
            if (published is { Kid.Length: > 0, Use: null or "sig" } && KeyOf(published) is { } key)
                keys.TryAdd(published.Kid, key);
        }
        return keys.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static VerificationKey? KeyOf(JsonWebKey published)
    {
        try
        {
            return published switch
            {
                { Kty: "RSA", N: { } n, E: { } e } => new RsaKey(new RSAParameters { Modulus = Number(n), Exponent = Number(e) }),
                { Kty: "EC", Crv: { } crv, X: { } x, Y: { } y } when CurveNamed(crv) is { } curve => new EcKey(new ECParameters
                {
                    Curve = curve,
                    Q = new ECPoint { X = Number(x), Y = Number(y) },
                }),
                _ => null,
            };
        }
        catch (CryptographicException)
        {
            return null; // one bad key must not take the others away
        }
    }

    private static ECCurve? CurveNamed(string name) => name switch
    {
        "P-256" => ECCurve.NamedCurves.nistP256,
        "P-384" => ECCurve.NamedCurves.nistP384,
        "P-521" => ECCurve.NamedCurves.nistP521,
        _ => null,
    };

    private static byte[] Number(string text)
    {
        var bytes = new byte[Base64Url.GetMaxDecodedLength(text.Length)];
        return Base64Url.DecodeFromChars(text, bytes, out _, out var length) == OperationStatus.Done
            ? bytes[..length]
            : throw new CryptographicException("a number of the key is not base64url");
    }
}

internal sealed record JsonWebKeys(IReadOnlyList<JsonWebKey>? Keys);

internal sealed record JsonWebKey
{
    public string? Kid { get; init; }
    public string? Kty { get; init; }
    public string? Use { get; init; }
    public string? Crv { get; init; }
    public string? N { get; init; }
    public string? E { get; init; }
    public string? X { get; init; }
    public string? Y { get; init; }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(JsonWebKeys))]
internal sealed partial class JwksJson : JsonSerializerContext;
