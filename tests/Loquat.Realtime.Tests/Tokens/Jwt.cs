using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Loquat.Realtime.Tests.Tokens;

/// <summary>Makes tokens as a backend would.</summary>
internal static class Jwt
{
    public static string Hmac(string secret, string claims, string algorithm = "HS256") =>
        Sign($$"""{"alg":"{{algorithm}}","typ":"JWT"}""", claims, signed => Mac(algorithm, Encoding.UTF8.GetBytes(secret), signed));

    public static string Rsa(RSA key, string claims, string algorithm = "RS256", string? keyId = null) =>
        Sign(Header(algorithm, keyId), claims, signed => key.SignData(
            signed, HashOf(algorithm), algorithm[0] == 'P' ? RSASignaturePadding.Pss : RSASignaturePadding.Pkcs1));

    public static string Ec(ECDsa key, string claims, string algorithm = "ES256", string? keyId = null) =>
        Sign(Header(algorithm, keyId), claims, signed => key.SignData(signed, HashOf(algorithm)));

    public static string Sign(string header, string claims, Func<byte[], byte[]> sign) => Sign(header, Encoding.UTF8.GetBytes(claims), sign);

    public static string Sign(string header, byte[] claims, Func<byte[], byte[]> sign)
    {
        var signed = $"{Base64Url.EncodeToString(Encoding.UTF8.GetBytes(header))}.{Base64Url.EncodeToString(claims)}";
        return $"{signed}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(signed)))}";
    }

    public static byte[] Mac(string algorithm, byte[] secret, byte[] signed) => CryptographicOperations.HmacData(HashOf(algorithm), secret, signed);

    private static string Header(string algorithm, string? keyId) =>
        keyId is null ? $$"""{"alg":"{{algorithm}}"}""" : $$"""{"alg":"{{algorithm}}","kid":"{{keyId}}"}""";

    private static HashAlgorithmName HashOf(string algorithm) => new($"SHA{algorithm[2..]}");
}
