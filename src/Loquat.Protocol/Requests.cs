namespace Loquat.Protocol;

/// <summary>What a client says when it opens the protocol (section 3.2).</summary>
public sealed record ConnectRequest
{
    /// <summary>A JWT, or empty.</summary>
    public string Token { get; init; } = "";

    /// <summary>For the application; empty if there is none.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Positions of the server-side subscriptions the client had, by channel.</summary>
    public IReadOnlyDictionary<string, SubscribeRequest> Subscriptions { get; init; } = new Dictionary<string, SubscribeRequest>();

    /// <summary>Name of the client library.</summary>
    public string Name { get; init; } = "";

    /// <summary>Version of the client.</summary>
    public string Version { get; init; } = "";

    /// <summary>Headers that a browser could not set on a WebSocket. Chosen by the client: never to be trusted.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();
}

/// <summary>A wish to subscribe (section 3.3). <see cref="Channel"/> is empty where the channel is the key of a map.</summary>
public sealed record SubscribeRequest
{
    public string Channel { get; init; } = "";
    public string Token { get; init; } = "";

    /// <summary>Whether to try to bring what was missed after <see cref="Position"/>.</summary>
    public bool Recover { get; init; }

    /// <summary>The last position the client has processed.</summary>
    public StreamPosition Position { get; init; } = StreamPosition.Start;

    public ReadOnlyMemory<byte> Data { get; init; }
    public bool Positioned { get; init; }
    public bool Recoverable { get; init; }
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
    public string Op { get; init; } = "";
    public string Key { get; init; } = "";
    public string Cmp { get; init; } = "";
    public string Val { get; init; } = "";
    public IReadOnlyList<string> Vals { get; init; } = [];
    public IReadOnlyList<FilterNode> Nodes { get; init; } = [];
}
