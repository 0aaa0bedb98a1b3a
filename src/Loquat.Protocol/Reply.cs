namespace Loquat.Protocol;

/// <summary>What a server sends: the answer to a command, a push, or a ping (section 3.1).</summary>
public abstract record Reply
{
    /// <summary>The command was refused; the connection goes on.</summary>
    public sealed record Error(uint Id, ProtocolError Reason) : Reply;

    /// <summary>The connection is open.</summary>
    public sealed record Connect(uint Id, ConnectResult Result) : Reply;

    /// <summary>The subscription is made. Nothing of the channel comes before this.</summary>
    public sealed record Subscribe(uint Id, SubscribeResult Result) : Reply;

    /// <summary>The subscription is over, or never was.</summary>
    public sealed record Unsubscribe(uint Id) : Reply;

    /// <summary>It is published.</summary>
    public sealed record Publish(uint Id) : Reply;

    /// <summary>Who is subscribed, by the ids of connections.</summary>
    public sealed record Presence(uint Id, IReadOnlyDictionary<string, ClientInfo> Clients) : Reply;

    /// <summary>How many connections, and how many users, are subscribed.</summary>
    public sealed record PresenceStats(uint Id, uint Clients, uint Users) : Reply;

    /// <summary>A part of the stream, and its top.</summary>
    public sealed record History(uint Id, HistoryResult Result) : Reply;

    /// <summary>What the method returned; empty for nothing.</summary>
    public sealed record Rpc(uint Id, ReadOnlyMemory<byte> Data) : Reply;

    /// <summary>Until when the connection's new token holds.</summary>
    public sealed record Refresh(uint Id, RefreshResult Result) : Reply;

    /// <summary>Until when the subscription's new token holds.</summary>
    public sealed record SubRefresh(uint Id, RefreshResult Result) : Reply;

    /// <summary>Something that no command asked for.</summary>
    public sealed record Pushed(Push Push) : Reply;

    /// <summary>An empty reply; the client answers with an empty command if it was told to.</summary>
    public sealed record Ping : Reply
    {
        /// <summary>The only one: a ping carries nothing.</summary>
        public static readonly Ping Instance = new();
    }
}
