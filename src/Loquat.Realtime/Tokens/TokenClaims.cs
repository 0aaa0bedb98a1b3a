using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Loquat.Realtime.Tokens;

/// <summary>What both kinds of tokens have. Names on the wire are these in snake case.</summary>
internal abstract record TokenClaims
{
    public string? Sub { get; init; }
    public double? Exp { get; init; }
    public double? Nbf { get; init; }
    public double? Iat { get; init; }
    public string? Iss { get; init; }

    /// <summary>A string or a list of strings.</summary>
    public JsonElement? Aud { get; init; }

    public long? ExpireAt { get; init; }

    /// <summary>"expire_at" wins over "exp", even by taking the expiry away with 0.</summary>
    public DateTimeOffset? Ends => ExpireAt is { } seconds ? seconds > 0 ? TimeOf(seconds) : null : TimeOf(Exp);

    /// <summary>The beginning of time for a token that does not say it.</summary>
    public DateTimeOffset IssuedAt => TimeOf(Iat) ?? DateTimeOffset.MinValue;

    /// <summary>Now is inside of "nbf" and "exp". There is no leeway.</summary>
    public bool HoldAt(DateTimeOffset now) => !(TimeOf(Exp) <= now) && !(TimeOf(Nbf) > now);

    // A time beyond the calendar is as good as its end.
    private static DateTimeOffset? TimeOf(double? unixSeconds)
    {
        const double Earliest = -62135596800, Latest = 253402300799;
        return unixSeconds is { } seconds ? DateTimeOffset.UnixEpoch.AddSeconds(Math.Clamp(seconds, Earliest, Latest)) : null;
    }
}

internal sealed record ConnectionClaims : TokenClaims
{
    public JsonElement? Info { get; init; }

    [JsonPropertyName("b64info")]
    public byte[]? B64Info { get; init; }

    public IReadOnlyList<string>? Channels { get; init; }
    public IReadOnlyDictionary<string, SubscriptionClaims?>? Subs { get; init; }
    public JsonElement? Meta { get; init; }
    public string? Channel { get; init; }
}

internal sealed record SubscriptionTokenClaims : TokenClaims, ISubscriptionClaims
{
    public string? Channel { get; init; }
    public string? Client { get; init; }
    public JsonElement? Info { get; init; }

    [JsonPropertyName("b64info")]
    public byte[]? B64Info { get; init; }

    public JsonElement? Data { get; init; }

    [JsonPropertyName("b64data")]
    public byte[]? B64Data { get; init; }

    public OverrideClaims? Override { get; init; }
}

/// <summary>What one subscription gets: in a token of its own, or in the "subs" of a connection token.</summary>
internal interface ISubscriptionClaims
{
    JsonElement? Info { get; }
    byte[]? B64Info { get; }
    JsonElement? Data { get; }
    byte[]? B64Data { get; }
    OverrideClaims? Override { get; }
}

/// <summary>A value of the "subs" claim.</summary>
internal sealed record SubscriptionClaims : ISubscriptionClaims
{
    public JsonElement? Info { get; init; }

    [JsonPropertyName("b64info")]
    public byte[]? B64Info { get; init; }

    public JsonElement? Data { get; init; }

    [JsonPropertyName("b64data")]
    public byte[]? B64Data { get; init; }

    public OverrideClaims? Override { get; init; }
}

internal sealed record OverrideClaims
{
    public BoolClaim? Presence { get; init; }
    public BoolClaim? JoinLeave { get; init; }
    public BoolClaim? ForceRecovery { get; init; }
    public BoolClaim? ForcePositioning { get; init; }
    public BoolClaim? ForcePushJoinLeave { get; init; }
}

internal sealed record BoolClaim(bool Value = false);

/// <summary>The protected header of a token (RFC 7515, 4).</summary>
internal sealed record TokenHeader
{
    public string? Alg { get; init; }
    public string? Kid { get; init; }

    /// <summary>Extensions that must be understood. We understand none.</summary>
    public JsonElement? Crit { get; init; }
}

/// <summary>A payload as the engine keeps it.</summary>
internal static class ClaimBytes
{
    /// <summary>The binary form if it is there, else the JSON exactly as it was written, else nothing.</summary>
    public static ReadOnlyMemory<byte> Of(JsonElement? json, byte[]? binary = null) =>
        binary is { Length: > 0 } ? binary : json is { } element ? JsonMarshal.GetRawUtf8Value(element).ToArray() : default(ReadOnlyMemory<byte>);
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, RespectNullableAnnotations = true)]
[JsonSerializable(typeof(ConnectionClaims))]
[JsonSerializable(typeof(SubscriptionTokenClaims))]
internal sealed partial class ClaimsJson : JsonSerializerContext;

// Read before anything is proven: what two readers could understand differently is refused.
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, AllowDuplicateProperties = false)]
[JsonSerializable(typeof(TokenHeader))]
internal sealed partial class HeaderJson : JsonSerializerContext;
