namespace Loquat.Server.EngineMode;

/// <summary>Which tokens (JWT) are accepted.</summary>
internal record TokenSettings
{
    /// <summary>Secret for HS256, HS384 and HS512.</summary>
    public string HmacSecretKey { get; init; } = "";

    /// <summary>The secret before this one, accepted beside it while keys are rotated.</summary>
    public string HmacPreviousSecretKey { get; init; } = "";

    /// <summary>Unix time in seconds from which the previous secret is refused; 0 for as long as it is set.</summary>
    [Between(0, 253_402_300_799)]
    public long HmacPreviousSecretKeyValidUntil { get; init; }

    /// <summary>Public RSA key as PEM text.</summary>
    public string RsaPublicKey { get; init; } = "";

    /// <summary>Public ECDSA key as PEM text.</summary>
    public string EcdsaPublicKey { get; init; } = "";

    /// <summary>Where the issuer publishes its keys (JWKS).</summary>
    public string JwksPublicEndpoint { get; init; } = "";

    /// <summary>One of the token's audiences must be this.</summary>
    public string Audience { get; init; } = "";

    /// <summary>One of the token's audiences must match this regular expression.</summary>
    public string AudienceRegex { get; init; } = "";

    /// <summary>The token's issuer must be this.</summary>
    public string Issuer { get; init; } = "";

    /// <summary>The token's issuer must match this regular expression.</summary>
    public string IssuerRegex { get; init; } = "";

    /// <summary>The claim that holds the user's id, if it is not `sub`.</summary>
    public string UserIdClaim { get; init; } = "";
}

/// <summary>Which subscription tokens are accepted, if they have keys of their own.</summary>
internal sealed record SubscriptionTokenSettings : TokenSettings
{
    /// <summary>Subscription tokens have keys of their own; otherwise those of `client.token` count.</summary>
    public bool Enabled { get; init; }
}
