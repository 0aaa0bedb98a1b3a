namespace Loquat.Protocol;

/// <summary>Who a connection is, as others see it (section 3.4).</summary>
/// <param name="User">The application's id of the user; empty for an anonymous one.</param>
/// <param name="Client">The id of the connection.</param>
public sealed record ClientInfo(string User, string Client)
{
    /// <summary>What the application says about the connection; empty for nothing.</summary>
    public ReadOnlyMemory<byte> ConnInfo { get; init; }

    /// <summary>What the application says about the connection in this channel; empty for nothing.</summary>
    public ReadOnlyMemory<byte> ChanInfo { get; init; }
}

/// <summary>What a channel carries.</summary>
public sealed record Publication(ReadOnlyMemory<byte> Data)
{
    /// <summary>Who published it; only for publications made by a client.</summary>
    public ClientInfo? Info { get; init; }

    /// <summary>Its place in the channel's stream; 0 if it is not part of one.</summary>
    public ulong Offset { get; init; }

    /// <summary>What the publisher says about it, for filters; null for nothing.</summary>
    public IReadOnlyDictionary<string, string>? Tags { get; init; }

    /// <summary>True if <see cref="Data"/> is a patch to the publication before.</summary>
    public bool Delta { get; init; }

    /// <summary>The concrete channel, for subscriptions to many channels at once; else empty.</summary>
    public string Channel { get; init; } = "";

    /// <summary>The generation of the stream; sent with offset 1 only.</summary>
    public string Epoch { get; init; } = "";

    /// <summary>The publisher's version of the state it carries; 0 for none.</summary>
    public ulong Version { get; init; }
}

/// <summary>The answer to a connect command (section 3.2).</summary>
public sealed record ConnectResult(string Client, string Version)
{
    /// <summary>Whether the client has to refresh its token within <see cref="Ttl"/>.</summary>
    public bool Expires { get; init; }

    /// <summary>Seconds.</summary>
    public uint Ttl { get; init; }

    /// <summary>From the application; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Server-side subscriptions made during connect, by channel; null for none.</summary>
    public IReadOnlyDictionary<string, SubscribeResult>? Subscriptions { get; init; }

    /// <summary>Seconds between the server's pings; 0 for none.</summary>
    public uint Ping { get; init; }

    /// <summary>Whether the client has to answer pings.</summary>
    public bool Pong { get; init; }

    /// <summary>Secret of an emulated connection; else empty.</summary>
    public string Session { get; init; } = "";

    /// <summary>Node that owns an emulated connection; else empty.</summary>
    public string Node { get; init; } = "";

    /// <summary>Unix milliseconds, 0 if not configured.</summary>
    public long Time { get; init; }
}

/// <summary>The answer to a subscribe command (section 3.3 and 11.4).</summary>
public sealed record SubscribeResult
{
    /// <summary>Whether the client has to refresh the subscription's token within <see cref="Ttl"/>.</summary>
    public bool Expires { get; init; }

    /// <summary>Seconds.</summary>
    public uint Ttl { get; init; }

    /// <summary>Whether the client may recover from its position later.</summary>
    public bool Recoverable { get; init; }

    /// <summary>Whether the position is watched: a gap ends the subscription rather than go unnoticed.</summary>
    public bool Positioned { get; init; }

    /// <summary>The client's position from here on, before <see cref="Publications"/>.</summary>
    public StreamPosition Position { get; init; } = StreamPosition.Start;

    /// <summary>Missed publications, by ascending offset.</summary>
    public IReadOnlyList<Publication> Publications { get; init; } = [];

    /// <summary>True if <see cref="Publications"/> is everything that was missed.</summary>
    public bool Recovered { get; init; }

    /// <summary>Whether recovery was asked for, whatever came of it.</summary>
    public bool WasRecovering { get; init; }

    /// <summary>From the application; empty for nothing.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Whether publications may come as patches.</summary>
    public bool Delta { get; init; }

    /// <summary>Number that replaces the channel's name in pushes; 0 for none.</summary>
    public long Id { get; init; }
}

/// <summary>The answer to a history command. All fields are always written.</summary>
public sealed record HistoryResult(IReadOnlyList<Publication> Publications, StreamPosition Top);

/// <summary>Until when a token holds.</summary>
/// <param name="Ttl">Seconds.</param>
public sealed record RefreshResult(bool Expires, uint Ttl);
