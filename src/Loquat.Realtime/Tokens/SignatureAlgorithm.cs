using System.Collections.Frozen;
using System.Security.Cryptography;

namespace Loquat.Realtime.Tokens;

internal enum KeyKind
{
    Hmac,
    Rsa,
    Ec,
}

/// <summary>A way to sign (RFC 7518, 3.1). "none" is not among them, nor is EdDSA, which the runtime cannot do.</summary>
/// <param name="Padding">For RSA alone.</param>
/// <param name="CurveOid">The one curve that goes with it; for EC alone.</param>
internal sealed record SignatureAlgorithm(
    string Name, KeyKind Kind, HashAlgorithmName Hash, RSASignaturePadding? Padding = null, string? CurveOid = null)
{
    private static readonly FrozenDictionary<string, SignatureAlgorithm> All = new SignatureAlgorithm[]
    {
        new("HS256", KeyKind.Hmac, HashAlgorithmName.SHA256),
        new("HS384", KeyKind.Hmac, HashAlgorithmName.SHA384),
        new("HS512", KeyKind.Hmac, HashAlgorithmName.SHA512),
        new("RS256", KeyKind.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1),
        new("RS384", KeyKind.Rsa, HashAlgorithmName.SHA384, RSASignaturePadding.Pkcs1),
        new("RS512", KeyKind.Rsa, HashAlgorithmName.SHA512, RSASignaturePadding.Pkcs1),
        new("PS256", KeyKind.Rsa, HashAlgorithmName.SHA256, RSASignaturePadding.Pss),
        new("PS384", KeyKind.Rsa, HashAlgorithmName.SHA384, RSASignaturePadding.Pss),
        new("PS512", KeyKind.Rsa, HashAlgorithmName.SHA512, RSASignaturePadding.Pss),
        new("ES256", KeyKind.Ec, HashAlgorithmName.SHA256, CurveOid: EcKey.P256),
        new("ES384", KeyKind.Ec, HashAlgorithmName.SHA384, CurveOid: EcKey.P384),
        new("ES512", KeyKind.Ec, HashAlgorithmName.SHA512, CurveOid: EcKey.P521),
    }.ToFrozenDictionary(algorithm => algorithm.Name, StringComparer.Ordinal);

    public static SignatureAlgorithm? Named(string name) => All.GetValueOrDefault(name);
}
