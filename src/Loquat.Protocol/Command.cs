namespace Loquat.Protocol;

/// <summary>
/// What a client asks for. Payloads are slices of the message they were decoded from: whoever keeps one longer than
/// the handling of that message copies it.
/// </summary>
/// <param name="Id">Chosen by the client and repeated in the reply; 0 only for <see cref="Send"/> and <see cref="Pong"/>.</param>
public abstract record Command(uint Id)
{
    /// <summary>Opens the protocol; the first command of every connection (section 3.2).</summary>
    public sealed record Connect(uint Id, ConnectRequest Request) : Command(Id);

    /// <summary>Asks for a client-side subscription (section 3.3).</summary>
    public sealed record Subscribe(uint Id, SubscribeRequest Request) : Command(Id);

    /// <summary>Ends a subscription of this connection.</summary>
    public sealed record Unsubscribe(uint Id, string Channel) : Command(Id);

    /// <summary>Asks to publish to a channel.</summary>
    public sealed record Publish(uint Id, string Channel, ReadOnlyMemory<byte> Data) : Command(Id);

    /// <summary>Asks who is subscribed to a channel.</summary>
    public sealed record Presence(uint Id, string Channel) : Command(Id);

    /// <summary>Asks how many are subscribed to a channel.</summary>
    public sealed record PresenceStats(uint Id, string Channel) : Command(Id);

    /// <summary>Asks for a part of a channel's stream (section 20).</summary>
    /// <param name="Limit">0 for the position alone, -1 for everything there is.</param>
    /// <param name="Since">Null for the whole stream.</param>
    public sealed record History(uint Id, string Channel, int Limit, StreamPosition? Since, bool Reverse) : Command(Id);

    /// <summary>Calls a method of the application.</summary>
    public sealed record Rpc(uint Id, string Method, ReadOnlyMemory<byte> Data) : Command(Id);

    /// <summary>A message without a reply.</summary>
    public sealed record Send(ReadOnlyMemory<byte> Data) : Command(0);

    /// <summary>Brings a new connection token.</summary>
    public sealed record Refresh(uint Id, string Token) : Command(Id);

    /// <summary>Brings a new token of a subscription.</summary>
    public sealed record SubRefresh(uint Id, string Channel, string Token) : Command(Id);

    /// <summary>The answer to a server's ping: an empty command.</summary>
    public sealed record Pong() : Command(0);

    /// <summary>A command with an id and nothing this server knows in it; section 8 answers it with 3501.</summary>
    public sealed record Unknown(uint Id) : Command(Id);
}
