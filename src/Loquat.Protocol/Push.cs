namespace Loquat.Protocol;

/// <summary>What a server says unasked (section 3.1).</summary>
/// <param name="Channel">Empty for what concerns the whole connection.</param>
public abstract record Push(string Channel)
{
    /// <summary>Replaces the channel's name if the subscription was given a number; else 0.</summary>
    public long Id { get; init; }

    /// <summary>Something was published to the channel.</summary>
    public sealed record Pub(string Channel, Publication Publication) : Push(Channel);

    /// <summary>Somebody subscribed to the channel.</summary>
    public sealed record Join(string Channel, ClientInfo Info) : Push(Channel);

    /// <summary>Somebody's subscription to the channel ended.</summary>
    public sealed record Leave(string Channel, ClientInfo Info) : Push(Channel);

    /// <summary>The server ended the subscription. Codes below 2500 are final, from 2500 on the client subscribes again.</summary>
    public sealed record Unsubscribe(string Channel, uint Code, string Reason) : Push(Channel);

    /// <summary>The server added a subscription.</summary>
    public sealed record Subscribe(string Channel, bool Recoverable, bool Positioned, StreamPosition Position, ReadOnlyMemory<byte> Data) : Push(Channel);

    /// <summary>A message to this connection alone.</summary>
    public sealed record Message(ReadOnlyMemory<byte> Data) : Push("");

    /// <summary>The connection is open: how unidirectional transports say it.</summary>
    public sealed record Connect(ConnectResult Result) : Push("");

    /// <summary>The connection ends: how transports say it that have no close code.</summary>
    public sealed record Disconnect(uint Code, string Reason) : Push("");

    /// <summary>The server extended the connection, or says that it will expire.</summary>
    public sealed record Refresh(bool Expires, uint Ttl) : Push("");
}
