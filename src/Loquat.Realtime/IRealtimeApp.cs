using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>
/// The application that the engine asks: who is this, may they subscribe, what does this call answer. Called by the session that
/// received the command, one command at a time for each session unless <see cref="RealtimeOptions.HandlerConcurrency"/> allows more. An exception becomes error 100 and a log entry.
/// </summary>
public interface IRealtimeApp
{
    /// <summary>Asked when a client connects without a token.</summary>
    ValueTask<ConnectAnswer> ConnectAsync(ConnectEvent connect, CancellationToken cancellationToken);

    /// <summary>Asked for a client-side subscription that no token decides.</summary>
    ValueTask<SubscribeAnswer> SubscribeAsync(SubscribeEvent subscribe, CancellationToken cancellationToken);

    /// <summary>Asked before a client's publication is made.</summary>
    ValueTask<PublishAnswer> PublishAsync(PublishEvent publish, CancellationToken cancellationToken);

    /// <summary>Asked when a client calls a method.</summary>
    ValueTask<RpcAnswer> RpcAsync(RpcEvent rpc, CancellationToken cancellationToken);

    /// <summary>Asked when <see cref="ConnectAnswer.Accepted.ExpireAt"/> has come and nobody else extends it. An application that sets none is not asked.</summary>
    ValueTask<RefreshAnswer> RefreshAsync(RefreshEvent refresh, CancellationToken cancellationToken) => new(new RefreshAnswer.Expired());

    /// <summary>Asked when <see cref="SubscribeOptions.ExpireAt"/> of a subscription has come and nobody else extends it.</summary>
    ValueTask<RefreshAnswer> SubRefreshAsync(SubRefreshEvent refresh, CancellationToken cancellationToken) => new(new RefreshAnswer.Expired());

    /// <summary>
    /// Told once the answer to connect is on its way and the session is found by its user, exactly once, before any other command of it is
    /// handled. What the application does about the user from here on reaches this session, too.
    /// </summary>
    ValueTask ConnectedAsync(IConnection connection, CancellationToken cancellationToken) => ValueTask.CompletedTask;

    /// <summary>Told after a client-side or server-side subscription ended, whatever the cause, exactly once for each.</summary>
    ValueTask UnsubscribedAsync(IConnection connection, string channel);

    /// <summary>Told after a session that had connected is gone, exactly once.</summary>
    ValueTask DisconnectedAsync(IConnection connection, Disconnect disconnect);

    /// <summary>
    /// Whether the two below are to be told of a channel. Asked when it gets its first subscriber, under locks: to be answered at once, from memory.
    /// </summary>
    bool WatchesChannel(string channel) => false;

    /// <summary>
    /// Told when a channel has got its first subscriber on this node. Every change of a channel is told, in order, and one after another;
    /// while the application is slow, clients wait for their subscriptions rather than changes pile up.
    /// </summary>
    ValueTask ChannelOccupiedAsync(string channel) => ValueTask.CompletedTask;

    /// <summary>Told when the last subscriber of a channel on this node has gone; see <see cref="ChannelOccupiedAsync"/>.</summary>
    ValueTask ChannelVacatedAsync(string channel) => ValueTask.CompletedTask;
}

/// <summary>A client wants to connect.</summary>
public sealed record ConnectEvent(IConnection Connection, ConnectRequest Request);

/// <summary>A client wants to subscribe.</summary>
public sealed record SubscribeEvent(IConnection Connection, SubscribeRequest Request);

/// <summary>A client wants to publish.</summary>
public sealed record PublishEvent(IConnection Connection, string Channel, ReadOnlyMemory<byte> Data);

/// <summary>A client calls a method.</summary>
public sealed record RpcEvent(IConnection Connection, string Method, ReadOnlyMemory<byte> Data);

/// <summary>A connection's time is over.</summary>
public sealed record RefreshEvent(IConnection Connection);

/// <summary>A subscription's time is over.</summary>
public sealed record SubRefreshEvent(IConnection Connection, string Channel);

/// <summary>The answer to <see cref="IRealtimeApp.ConnectAsync"/>.</summary>
public abstract record ConnectAnswer
{
    /// <summary>The client is let in.</summary>
    /// <param name="User">The application's id of the user; empty for an anonymous one.</param>
    public sealed record Accepted(string User) : ConnectAnswer
    {
        /// <summary>Goes into the connect result.</summary>
        public ReadOnlyMemory<byte> Data { get; init; }

        /// <summary>Shown to others in presence, joins and publications.</summary>
        public ReadOnlyMemory<byte> Info { get; init; }

        /// <summary>Server-side subscriptions, made before the reply.</summary>
        public IReadOnlyDictionary<string, SubscribeOptions> Subscriptions { get; init; } = new Dictionary<string, SubscribeOptions>();

        /// <summary>When the session ends unless it is refreshed; null for never.</summary>
        public DateTimeOffset? ExpireAt { get; init; }

        /// <summary>The client is told of <see cref="ExpireAt"/> and brings a token by then; else the application is asked.</summary>
        public bool RefreshByClient { get; init; }

        /// <summary>JSON for proxies, never for clients; kept at <see cref="IConnection.Meta"/>.</summary>
        public ReadOnlyMemory<byte> Meta { get; init; }

        /// <summary>The application's own, kept at <see cref="IConnection.State"/>.</summary>
        public object? State { get; init; }
    }

    /// <summary>Says no, and why; the connection goes on.</summary>
    public sealed record Refused(ProtocolError Error) : ConnectAnswer;

    /// <summary>Ends the connection.</summary>
    public sealed record Closed(Disconnect Disconnect) : ConnectAnswer;

    /// <summary>No opinion: the engine's own rules for connections without a token decide.</summary>
    public sealed record Unknown : ConnectAnswer;
}

/// <summary>The answer to <see cref="IRealtimeApp.SubscribeAsync"/>.</summary>
public abstract record SubscribeAnswer
{
    /// <summary>The client is subscribed.</summary>
    public sealed record Accepted(SubscribeOptions Options) : SubscribeAnswer;

    /// <summary>Says no, and why; the connection goes on.</summary>
    public sealed record Refused(ProtocolError Error) : SubscribeAnswer;

    /// <summary>Ends the connection.</summary>
    public sealed record Closed(Disconnect Disconnect) : SubscribeAnswer;

    /// <summary>No opinion: the channel's options decide (section 23.1).</summary>
    public sealed record Unknown : SubscribeAnswer;
}

/// <summary>What a subscription gets beyond, or instead of, its channel's options. Null leaves it to them.</summary>
public sealed record SubscribeOptions
{
    /// <summary>Leaves everything to the channel's options.</summary>
    public static readonly SubscribeOptions Default = new();

    /// <summary>Whether others see the subscriber in presence.</summary>
    public bool? Presence { get; init; }

    /// <summary>Whether others hear of the subscriber's coming and going.</summary>
    public bool? JoinLeave { get; init; }

    /// <summary>Whether the subscriber hears who comes and goes without asking for it.</summary>
    public bool? ForcePushJoinLeave { get; init; }

    /// <summary>Whether the subscriber may recover.</summary>
    public bool? Recoverable { get; init; }

    /// <summary>Whether the subscriber's position is watched.</summary>
    public bool? Positioned { get; init; }

    /// <summary>Becomes <see cref="ClientInfo.ChanInfo"/>.</summary>
    public ReadOnlyMemory<byte> Info { get; init; }

    /// <summary>Goes into the subscribe result.</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>When the subscription ends unless it is refreshed; null for never.</summary>
    public DateTimeOffset? ExpireAt { get; init; }

    /// <summary>The client is told of <see cref="ExpireAt"/> and brings a token by then; else the application is asked.</summary>
    public bool RefreshByClient { get; init; }

    /// <summary>
    /// Brings what the channel carried after this position, if it still can: for subscriptions that the server adds while sessions live.
    /// Elsewhere it is the client that says where it stands.
    /// </summary>
    public StreamPosition? RecoverSince { get; init; }
}

/// <summary>The answer to <see cref="IRealtimeApp.PublishAsync"/>.</summary>
public abstract record PublishAnswer
{
    /// <summary>It is published.</summary>
    /// <param name="Data">What is published instead; empty to publish what came.</param>
    public sealed record Accepted(ReadOnlyMemory<byte> Data = default) : PublishAnswer
    {
        /// <summary>How it is published.</summary>
        public PublishOptions Options { get; init; } = PublishOptions.Default;
    }

    /// <summary>Says no, and why; the connection goes on.</summary>
    public sealed record Refused(ProtocolError Error) : PublishAnswer;

    /// <summary>Ends the connection.</summary>
    public sealed record Closed(Disconnect Disconnect) : PublishAnswer;

    /// <summary>No opinion: the channel's options decide (section 23.2).</summary>
    public sealed record Unknown : PublishAnswer;
}

/// <summary>The answer to <see cref="IRealtimeApp.RpcAsync"/>.</summary>
public abstract record RpcAnswer
{
    /// <summary>What the method returns; empty for nothing.</summary>
    public sealed record Result(ReadOnlyMemory<byte> Data) : RpcAnswer;

    /// <summary>Says no, and why; the connection goes on.</summary>
    public sealed record Refused(ProtocolError Error) : RpcAnswer;

    /// <summary>Ends the connection.</summary>
    public sealed record Closed(Disconnect Disconnect) : RpcAnswer;
}

/// <summary>Whether a connection or a subscription goes on beyond its time.</summary>
public abstract record RefreshAnswer
{
    /// <summary>It goes on.</summary>
    /// <param name="ExpireAt">The new time; null for never.</param>
    /// <param name="Info">Replaces what others are shown, unless empty.</param>
    public sealed record Extended(DateTimeOffset? ExpireAt, ReadOnlyMemory<byte> Info = default) : RefreshAnswer;

    /// <summary>It ends.</summary>
    public sealed record Expired : RefreshAnswer;
}
