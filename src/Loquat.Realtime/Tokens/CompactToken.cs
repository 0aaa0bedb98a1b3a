using System.Buffers;
using System.Buffers.Text;
using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace Loquat.Realtime.Tokens;

/// <summary>A token taken apart (RFC 7515, 3.1). Nothing in it is proven yet.</summary>
internal sealed class CompactToken
{
    private const int MaxLength = 1 << 16; // as long as a client's largest message by default

    private static readonly SearchValues<char> Alphabet =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    private CompactToken(SignatureAlgorithm algorithm, string keyId, byte[] signed, byte[] claims, byte[] signature)
    {
        Algorithm = algorithm;
        KeyId = keyId;
        Signed = signed;
        Claims = claims;
        Signature = signature;
    }

    public SignatureAlgorithm Algorithm { get; }

    /// <summary>Empty if the token names no key.</summary>
    public string KeyId { get; }

    /// <summary>The bytes that the signature is over.</summary>
    public byte[] Signed { get; }

    /// <summary>Valid UTF-8; more is not known.</summary>
    public byte[] Claims { get; }

    public byte[] Signature { get; }

    public static bool TryParse(string text, [NotNullWhen(true)] out CompactToken? token, [NotNullWhen(false)] out string? reason)
    {
        token = null;
        reason = "it is not three parts of base64url";
        if (text.Length > MaxLength || text.Split('.') is not [var header, var claims, var signature])
            return false;
        if (Decode(header) is not { } headerBytes || Decode(claims) is not { } claimBytes || Decode(signature) is not { } signatureBytes)
            return false;

        reason = "its claims are not UTF-8";
        if (!Utf8.IsValid(claimBytes)) // parts of them go to clients as they are
            return false;

        if (!TryReadHeader(headerBytes, out var algorithm, out var keyId, out reason))
            return false;

        var signed = Encoding.ASCII.GetBytes(text, 0, header.Length + 1 + claims.Length);
        token = new CompactToken(algorithm, keyId, signed, claimBytes, signatureBytes);
        return true;
    }

    private static bool TryReadHeader(
        byte[] bytes, [NotNullWhen(true)] out SignatureAlgorithm? algorithm, out string keyId, [NotNullWhen(false)] out string? reason)
    {
        algorithm = null;
        keyId = "";
        TokenHeader? header;
        try
        {
            header = JsonSerializer.Deserialize(bytes, HeaderJson.Default.TokenHeader);
        }
        catch (JsonException)
        {
            header = null;
        }

        if (header?.Alg is not { } name)
            reason = "its header is not a JSON object with an algorithm";
        else if (header.Crit is not null)
            reason = "its header demands an extension";
        else if ((algorithm = SignatureAlgorithm.Named(name)) is null)
            reason = "its algorithm is not accepted";
        else
            reason = null;
        keyId = header?.Kid ?? "";
        return reason is null;
    }

    // The platform's decoder skips white space and padding. A token has neither, and only one way to be written.
    private static byte[]? Decode(string part)
    {
        if (part.AsSpan().ContainsAnyExcept(Alphabet))
            return null;

        var bytes = new byte[Base64Url.GetMaxDecodedLength(part.Length)];
        return Base64Url.DecodeFromChars(part, bytes, out _, out var length) == OperationStatus.Done ? bytes[..length] : null;
    }
}
