using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace Loquat.Realtime.Tokens;

/// <summary>Checks the tokens that clients send, and reads what is in them (section 24). Safe for use by many threads.</summary>
internal sealed class TokenVerifier
{
    private readonly TokenRules _connections;
    private readonly TokenRules _subscriptions;
    private readonly Func<string, DateTimeOffset, bool> _isRevoked;
    private readonly TimeProvider _time;

    /// <param name="options">For both kinds of tokens; validated.</param>
    /// <param name="subscriptionOptions">For subscription tokens, if they have keys and rules of their own.</param>
    /// <param name="http">Fetches published keys; stays the caller's. Null only where none are published.</param>
    /// <param name="isRevoked">Whether tokens of a user that were issued at a time count no more.</param>
    public TokenVerifier(
        TokenOptions options, TokenOptions? subscriptionOptions, HttpClient? http, TimeProvider time, Func<string, DateTimeOffset, bool>? isRevoked = null)
    {
        _isRevoked = isRevoked ?? ((_, _) => false);
        _connections = new TokenRules(options, http, time);
        _subscriptions = subscriptionOptions is null ? _connections : new TokenRules(subscriptionOptions, http, time);
        _time = time;
    }

    /// <summary>True if keys are published at an address: most nodes have none such, and a client for HTTP is megabytes of code.</summary>
    public static bool FetchesKeys(RealtimeOptions options) =>
        options.Tokens.JwksPublicEndpoint.Length > 0 || options.SubscriptionTokens?.JwksPublicEndpoint.Length > 0;

    public ValueTask<TokenVerdict<ConnectionToken>> VerifyConnectionAsync(string token, CancellationToken cancellationToken) =>
        VerifyAsync(token, _connections, ClaimsJson.Default.ConnectionClaims, ReadConnection, cancellationToken);

    public ValueTask<TokenVerdict<SubscriptionToken>> VerifySubscriptionAsync(string token, CancellationToken cancellationToken) =>
        VerifyAsync(token, _subscriptions, ClaimsJson.Default.SubscriptionTokenClaims, ReadSubscription, cancellationToken);

    private async ValueTask<TokenVerdict<TToken>> VerifyAsync<TClaims, TToken>(
        string text,
        TokenRules rules,
        JsonTypeInfo<TClaims> shape,
        Func<TClaims, string, TokenVerdict<TToken>> read,
        CancellationToken cancellationToken)
        where TClaims : TokenClaims
    {
        if (!CompactToken.TryParse(text, out var token, out var reason))
            return new TokenVerdict<TToken>.Invalid(reason);

        switch (await rules.ProveAsync(token, cancellationToken))
        {
            case KeyLookup.Found:
                break;
            case KeyLookup.NotFound:
                return new TokenVerdict<TToken>.Invalid($"no key for {token.Algorithm.Name} proves its signature");
            case KeyLookup.Unavailable unavailable:
                return new TokenVerdict<TToken>.Unavailable(unavailable.Reason);
            default:
                throw new UnreachableException();
        }

        if (ReadClaims(token.Claims, shape) is not { } claims)
            return new TokenVerdict<TToken>.Invalid("a claim has the wrong type");
        if (!rules.AcceptsIssuer(claims.Iss))
            return new TokenVerdict<TToken>.Invalid("it is from another issuer");
        if (!rules.AcceptsAudience(claims.Aud))
            return new TokenVerdict<TToken>.Invalid("it is for another audience");
        if (!rules.TryGetUser(claims, token.Claims, out var user))
            return new TokenVerdict<TToken>.Invalid("its user id is neither text nor a number");

        if (_isRevoked(user, claims.IssuedAt))
            return new TokenVerdict<TToken>.Invalid("it was revoked");

        var verdict = read(claims, user);
        // Last, so that a client is not sent for a new token where a new one would be just as wrong.
        return verdict is TokenVerdict<TToken>.Valid && !claims.HoldAt(_time.GetUtcNow()) ? new TokenVerdict<TToken>.Expired() : verdict;
    }

    private static TClaims? ReadClaims<TClaims>(byte[] json, JsonTypeInfo<TClaims> shape)
        where TClaims : TokenClaims
    {
        try
        {
            return JsonSerializer.Deserialize(json, shape);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static TokenVerdict<ConnectionToken> ReadConnection(ConnectionClaims claims, string user)
    {
        // Who may listen to one channel must not thereby be able to connect.
        if (!string.IsNullOrEmpty(claims.Channel))
            return new TokenVerdict<ConnectionToken>.Invalid("it is a subscription token: it has a channel");
        if (claims.Channels?.Contains(null!) is true)
            return new TokenVerdict<ConnectionToken>.Invalid("a claim has the wrong type");

        return new TokenVerdict<ConnectionToken>.Valid(new ConnectionToken(user)
        {
            ExpireAt = claims.Ends,
            IssuedAt = claims.IssuedAt,
            Info = ClaimBytes.Of(claims.Info, claims.B64Info),
            Subscriptions = SubscriptionsOf(claims),
            Meta = ClaimBytes.Of(claims.Meta),
        });
    }

    private static Dictionary<string, SubscribeOptions> SubscriptionsOf(ConnectionClaims claims)
    {
        if (claims.Subs is { Count: > 0 } subscriptions)
            return subscriptions.ToDictionary(entry => entry.Key, entry => OptionsOf(entry.Value, ends: null));

        var options = new Dictionary<string, SubscribeOptions>();
        foreach (var channel in claims.Channels ?? [])
            options[channel] = SubscribeOptions.Default;
        return options;
    }

    private static TokenVerdict<SubscriptionToken> ReadSubscription(SubscriptionTokenClaims claims, string user) =>
        string.IsNullOrEmpty(claims.Channel)
            ? new TokenVerdict<SubscriptionToken>.Invalid("it has no channel")
            : new TokenVerdict<SubscriptionToken>.Valid(
                new SubscriptionToken(user, claims.Channel, claims.Client ?? "", OptionsOf(claims, claims.Ends)));

    private static SubscribeOptions OptionsOf(ISubscriptionClaims? claims, DateTimeOffset? ends) => claims is null
        ? SubscribeOptions.Default
        : new SubscribeOptions
        {
            Presence = claims.Override?.Presence?.Value,
            JoinLeave = claims.Override?.JoinLeave?.Value,
            ForcePushJoinLeave = claims.Override?.ForcePushJoinLeave?.Value,
            Recoverable = claims.Override?.ForceRecovery?.Value,
            Positioned = claims.Override?.ForcePositioning?.Value,
            Info = ClaimBytes.Of(claims.Info, claims.B64Info),
            Data = ClaimBytes.Of(claims.Data, claims.B64Data),
            ExpireAt = ends,
        };
}
