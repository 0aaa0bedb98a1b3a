using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;

namespace Loquat.Realtime.Tokens;

/// <summary>
/// Which tokens (JWT, section 24) are accepted: the keys, and what the claims have to say. Without any key every token is refused.
/// </summary>
public sealed class TokenOptions : IValidatableObject
{
    /// <summary>Secret for HS256, HS384 and HS512.</summary>
    public string HmacSecretKey { get; set; } = "";

    /// <summary>The secret before this one, accepted beside it while keys are rotated.</summary>
    public string HmacPreviousSecretKey { get; set; } = "";

    /// <summary>From this time on the previous secret is refused. Not set: accepted until it is removed here.</summary>
    public DateTimeOffset? HmacPreviousSecretKeyValidUntil { get; set; }

    /// <summary>Public key for RS256 to RS512 and PS256 to PS512: PEM text, 2048 bits or more.</summary>
    public string RsaPublicKey { get; set; } = "";

    /// <summary>Public key for ES256, ES384 or ES512, according to its curve: PEM text.</summary>
    public string EcdsaPublicKey { get; set; } = "";

    /// <summary>Where the issuer publishes its keys (JWKS). Tokens with a key id and an RSA or EC algorithm are checked by these keys alone.</summary>
    public string JwksPublicEndpoint { get; set; } = "";

    /// <summary>One of the token's audiences must be exactly this.</summary>
    public string Audience { get; set; } = "";

    /// <summary>One of the token's audiences must match this regular expression. It is not anchored: write ^ and $ where they are meant.</summary>
    public string AudienceRegex { get; set; } = "";

    /// <summary>The token's issuer must be exactly this.</summary>
    public string Issuer { get; set; } = "";

    /// <summary>The token's issuer must match this regular expression. It is not anchored: write ^ and $ where they are meant.</summary>
    public string IssuerRegex { get; set; } = "";

    /// <summary>The claim that holds the user's id, if it is not "sub".</summary>
    public string UserIdClaim { get; set; } = "";

    /// <summary>Every mistake, with the property it is in.</summary>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (HmacPreviousSecretKeyValidUntil is not null && HmacPreviousSecretKey.Length == 0)
            yield return Mistake(nameof(HmacPreviousSecretKeyValidUntil), "is set, but there is no previous secret");
        if (HmacPreviousSecretKey.Length > 0 && HmacPreviousSecretKey == HmacSecretKey)
            yield return Mistake(nameof(HmacPreviousSecretKey), "is the same as the present secret");
        if (RsaPublicKey.Length > 0 && WhatIsWrong(() => RsaKey.FromPem(RsaPublicKey)) is { } rsa)
            yield return Mistake(nameof(RsaPublicKey), rsa);
        if (EcdsaPublicKey.Length > 0 && WhatIsWrong(() => EcKey.FromPem(EcdsaPublicKey)) is { } ecdsa)
            yield return Mistake(nameof(EcdsaPublicKey), ecdsa);
        if (JwksPublicEndpoint.Length > 0 && !IsHttpAddress(JwksPublicEndpoint))
            yield return Mistake(nameof(JwksPublicEndpoint), "is not an absolute http or https address; placeholders are not supported");
        if (Audience.Length > 0 && AudienceRegex.Length > 0)
            yield return Mistake(nameof(AudienceRegex), "cannot be used together with an exact audience");
        if (Issuer.Length > 0 && IssuerRegex.Length > 0)
            yield return Mistake(nameof(IssuerRegex), "cannot be used together with an exact issuer");
        if (AudienceRegex.Length > 0 && WhatIsWrong(() => LinearRegex.Of(AudienceRegex)) is { } audience)
            yield return Mistake(nameof(AudienceRegex), audience);
        if (IssuerRegex.Length > 0 && WhatIsWrong(() => LinearRegex.Of(IssuerRegex)) is { } issuer)
            yield return Mistake(nameof(IssuerRegex), issuer);
    }

    private static ValidationResult Mistake(string property, string problem) => new($"{property} {problem}.", [property]);

    private static bool IsHttpAddress(string text) =>
        !text.Contains("{{", StringComparison.Ordinal)
        && Uri.TryCreate(text, UriKind.Absolute, out var address)
        && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps);

    private static string? WhatIsWrong(Action parse)
    {
        try
        {
            parse();
            return null;
        }
        catch (Exception exception) when (exception is CryptographicException or ArgumentException or NotSupportedException)
        {
            return $"is not usable: {exception.Message.TrimEnd('.')}";
        }
    }
}
