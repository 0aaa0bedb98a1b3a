namespace Loquat.Protocol;

/// <summary>What a server says unasked (section 3.1).</summary>
/// <param name="Channel">Empty for what concerns the whole connection.</param>
public abstract record Push(string Channel)
{
    /// <summary>Replaces the channel's name if the subscription was given a number; else 0.</summary>
    public long Id { get; init; }

    public sealed record Pub(string Channel, Publication Publication) : Push(Channel);
    public sealed record Join(string Channel, ClientInfo Info) : Push(Channel);
    public sealed record Leave(string Channel, ClientInfo Info) : Push(Channel);
    public sealed record Unsubscribe(string Channel, uint Code, string Reason) : Push(Channel);

    /// <summary>The server added a subscription.</summary>
    public sealed record Subscribe(string Channel, bool Recoverable, bool Positioned, StreamPosition Position, ReadOnlyMemory<byte> Data) : Push(Channel);

    public sealed record Message(ReadOnlyMemory<byte> Data) : Push("");
    public sealed record Connect(ConnectResult Result) : Push("");
    public sealed record Disconnect(uint Code, string Reason) : Push("");
    public sealed record Refresh(bool Expires, uint Ttl) : Push("");
}
