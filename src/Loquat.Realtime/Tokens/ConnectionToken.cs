namespace Loquat.Realtime.Tokens;

/// <summary>What a connection token says.</summary>
/// <param name="User">Empty for an anonymous connection.</param>
internal sealed record ConnectionToken(string User)
{
    /// <summary>When the connection ends unless it is refreshed; null for never. May be past (error 110): "expire_at" is not checked against the clock.</summary>
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>The beginning of time if it does not say it.</summary>
    public DateTimeOffset IssuedAt { get; init; }

    /// <summary>The JSON of "info" as it was written, or the bytes of "b64info"; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Info { get; init; }

    /// <summary>Server-side subscriptions: those of "subs", or if there are none, those of "channels".</summary>
    public IReadOnlyDictionary<string, SubscribeOptions> Subscriptions { get; init; } = new Dictionary<string, SubscribeOptions>();

    /// <summary>The JSON of "meta": for proxies, never for clients.</summary>
    public ReadOnlyMemory<byte> Meta { get; init; }
}
