namespace Loquat.Protocol;

/// <summary>What a server sends: the answer to a command, a push, or a ping (section 3.1).</summary>
public abstract record Reply
{
    public sealed record Error(uint Id, ProtocolError Reason) : Reply;
    public sealed record Connect(uint Id, ConnectResult Result) : Reply;
    public sealed record Subscribe(uint Id, SubscribeResult Result) : Reply;
    public sealed record Unsubscribe(uint Id) : Reply;
    public sealed record Publish(uint Id) : Reply;
    public sealed record Presence(uint Id, IReadOnlyDictionary<string, ClientInfo> Clients) : Reply;
    public sealed record PresenceStats(uint Id, uint Clients, uint Users) : Reply;
    public sealed record History(uint Id, HistoryResult Result) : Reply;
    public sealed record Rpc(uint Id, ReadOnlyMemory<byte> Data) : Reply;
    public sealed record Refresh(uint Id, RefreshResult Result) : Reply;
    public sealed record SubRefresh(uint Id, RefreshResult Result) : Reply;
    public sealed record Pushed(Push Push) : Reply;

    /// <summary>An empty reply; the client answers with an empty command if it was told to.</summary>
    public sealed record Ping : Reply
    {
        public static readonly Ping Instance = new();
    }
}
