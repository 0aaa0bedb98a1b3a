using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Loquat.Realtime.Tokens;

/// <summary>One set of <see cref="TokenOptions"/> at work: its keys, and what it demands of claims.</summary>
internal sealed class TokenRules
{
    private readonly TokenOptions _options;
    private readonly TimeProvider _time;
    private readonly HmacKey? _hmac;
    private readonly HmacKey? _previousHmac;
    private readonly RsaKey? _rsa;
    private readonly EcKey? _ec;
    private readonly JwksEndpoint? _published;
    private readonly Regex? _audience;
    private readonly Regex? _issuer;

    public TokenRules(TokenOptions options, HttpClient? http, TimeProvider time)
    {
        _options = options;
        _time = time;
        _hmac = SecretOf(options.HmacSecretKey);
        _previousHmac = SecretOf(options.HmacPreviousSecretKey);
        _rsa = options.RsaPublicKey.Length > 0 ? RsaKey.FromPem(options.RsaPublicKey) : null;
        _ec = options.EcdsaPublicKey.Length > 0 ? EcKey.FromPem(options.EcdsaPublicKey) : null;
        _published = options.JwksPublicEndpoint.Length > 0 ? FetchedFrom(options.JwksPublicEndpoint, http, time) : null;
        _audience = options.AudienceRegex.Length > 0 ? LinearRegex.Of(options.AudienceRegex) : null;
        _issuer = options.IssuerRegex.Length > 0 ? LinearRegex.Of(options.IssuerRegex) : null;
    }

    /// <summary>Looks for a key that proves the token.</summary>
    public async ValueTask<KeyLookup> ProveAsync(CompactToken token, CancellationToken cancellationToken)
    {
        if (token.Algorithm.Kind == KeyKind.Hmac)
            return FirstThatProves(token, _hmac, IsPreviousStillValid() ? _previousHmac : null);

        if (_published is { } published && token.KeyId.Length > 0)
        {
            var lookup = await published.FindAsync(token.KeyId, cancellationToken);
            return lookup is KeyLookup.Found found ? FirstThatProves(token, found.Key) : lookup;
        }
        return FirstThatProves(token, _rsa, _ec);
    }

    public bool AcceptsIssuer(string? issuer) =>
        (_options.Issuer.Length == 0 || issuer == _options.Issuer) && _issuer?.IsMatch(issuer ?? "") is not false;

    public bool AcceptsAudience(JsonElement? audience) => audience switch
    {
        _ when _options.Audience.Length == 0 && _audience is null => true,
        { ValueKind: JsonValueKind.Array } several => several.EnumerateArray().Any(AcceptsOneAudience),
        { } one => AcceptsOneAudience(one),
        null => false,
    };

    /// <summary>The user's id: text, or a number as it is written. False if the claim is something else.</summary>
    public bool TryGetUser(TokenClaims claims, ReadOnlySpan<byte> json, [NotNullWhen(true)] out string? user)
    {
        user = claims.Sub ?? "";
        if (_options.UserIdClaim.Length == 0)
            return true;

        var reader = new Utf8JsonReader(json);
        using var document = JsonDocument.ParseValue(ref reader);
        if (!document.RootElement.TryGetProperty(_options.UserIdClaim, out var claim))
            user = "";
        else
            user = claim.ValueKind switch
            {
                JsonValueKind.String => TextOf(claim),
                JsonValueKind.Number => claim.GetRawText(),
                JsonValueKind.Null => "",
                _ => null,
            };
        return user is not null;
    }

    private static JwksEndpoint FetchedFrom(string address, HttpClient? http, TimeProvider time) =>
        new(new Uri(address), http ?? throw new ArgumentNullException(nameof(http)), time);

    // An empty secret is no secret: anyone could sign with it.
    private static HmacKey? SecretOf(string secret) => secret.Length > 0 ? new HmacKey(Encoding.UTF8.GetBytes(secret)) : null;

    private bool AcceptsOneAudience(JsonElement audience) =>
        audience.ValueKind == JsonValueKind.String
        && TextOf(audience) is { } text
        && (_options.Audience.Length == 0 || text == _options.Audience)
        && _audience?.IsMatch(text) is not false;

    // Half of a surrogate pair is valid JSON, but no text.
    private static string? TextOf(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private bool IsPreviousStillValid() => _options.HmacPreviousSecretKeyValidUntil is not { } until || _time.GetUtcNow() < until;

    private static KeyLookup FirstThatProves(CompactToken token, params ReadOnlySpan<VerificationKey?> keys)
    {
        foreach (var key in keys)
        {
            if (key?.Verifies(token.Algorithm, token.Signed, token.Signature) is true)
                return new KeyLookup.Found(key);
        }
        return new KeyLookup.NotFound();
    }
}
