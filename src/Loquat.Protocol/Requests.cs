using System.Collections.Frozen;

namespace Loquat.Protocol;

/// <summary>What a client says when it opens the protocol (section 3.2).</summary>
public sealed record ConnectRequest
{
    /// <summary>A JWT, or empty.</summary>
    public string Token { get; init; } = "";

    /// <summary>For the application; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Positions of the server-side subscriptions the client had, by channel.</summary>
    public IReadOnlyDictionary<string, SubscribeRequest> Subscriptions { get; init; } = FrozenDictionary<string, SubscribeRequest>.Empty;

    /// <summary>Name of the client library.</summary>
    public string Name { get; init; } = "";

    /// <summary>Version of the client.</summary>
    public string Version { get; init; } = "";

    /// <summary>Headers that a browser could not set on a WebSocket. Chosen by the client: never to be trusted.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = FrozenDictionary<string, string>.Empty;
}

/// <summary>A wish to subscribe (section 3.3). <see cref="Channel"/> is empty where the channel is the key of a map.</summary>
public sealed record SubscribeRequest
{
    /// <summary>Its name; section 9 says what names may be.</summary>
    public string Channel { get; init; } = "";

    /// <summary>A subscription token, or empty.</summary>
    public string Token { get; init; } = "";

    /// <summary>Whether to try to bring what was missed after <see cref="Position"/>.</summary>
    public bool Recover { get; init; }

    /// <summary>The last position the client has processed.</summary>
    public StreamPosition Position { get; init; } = StreamPosition.Start;

    /// <summary>For the application; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Wants to be told when its position cannot be held.</summary>
    public bool Positioned { get; init; }

    /// <summary>Wants to be able to recover.</summary>
    public bool Recoverable { get; init; }

    /// <summary>Wants to hear who comes and goes.</summary>
    public bool JoinLeave { get; init; }

    /// <summary>Wanted delta type; empty for none, "fossil" is the only one.</summary>
    public string Delta { get; init; } = "";

    /// <summary>Wanted tags filter, or null.</summary>
    public FilterNode? Filter { get; init; }

    /// <summary>Bit 0: understands channel compaction. Bit 1: wants error 112 instead of an unrecovered subscription.</summary>
    public long Flag { get; init; }

    /// <summary>0 for an ordinary stream; see section 34 for the others.</summary>
    public int Type { get; init; }
}

/// <summary>A node of a tags filter (section 15).</summary>
public sealed record FilterNode
{
    /// <summary>"and", "or" or "not"; empty for a comparison.</summary>
    public string Op { get; init; } = "";

    /// <summary>The tag to compare.</summary>
    public string Key { get; init; } = "";

    /// <summary>How to compare, for example "eq" or "in".</summary>
    public string Cmp { get; init; } = "";

    /// <summary>What to compare with.</summary>
    public string Val { get; init; } = "";

    /// <summary>What to compare with, for comparisons with several.</summary>
    public IReadOnlyList<string> Vals { get; init; } = [];

    /// <summary>What <see cref="Op"/> combines.</summary>
    public IReadOnlyList<FilterNode> Nodes { get; init; } = [];
}
