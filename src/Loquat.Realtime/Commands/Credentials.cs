using System.Collections.Frozen;

namespace Loquat.Realtime;

/// <summary>Who a connection is, and what follows from that, whoever has vouched for it.</summary>
/// <param name="User">Empty for an anonymous one.</param>
internal sealed record Credentials(string User)
{
    public ReadOnlyMemory<byte> Data { get; init; }
    public ReadOnlyMemory<byte> Info { get; init; }
    public ReadOnlyMemory<byte> Meta { get; init; }
    public object? State { get; init; }
    public DateTimeOffset? ExpireAt { get; init; }
    public bool RefreshByClient { get; init; }

    /// <summary>When the token was issued that vouches for it; null if it is none.</summary>
    public DateTimeOffset? TokenIssuedAt { get; init; }

    /// <summary>Server-side subscriptions.</summary>
    public IReadOnlyDictionary<string, SubscribeOptions> Subscriptions { get; init; } = FrozenDictionary<string, SubscribeOptions>.Empty;

    /// <summary>The channels that a token names: one that refreshes the connection has to name the same.</summary>
    public IReadOnlySet<string> TokenChannels { get; init; } = FrozenSet<string>.Empty;
}
