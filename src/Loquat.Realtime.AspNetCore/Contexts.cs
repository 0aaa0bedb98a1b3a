using Loquat.Protocol;

namespace Loquat.Realtime.AspNetCore;

/// <summary>A client connects and shows no token.</summary>
public sealed class ConnectContext : RealtimeContext
{
    internal ConnectContext(ConnectEvent connect, IServiceProvider services, CancellationToken cancellationToken)
        : base(connect.Connection, services, cancellationToken) => Request = connect.Request;

    /// <summary>What the client says; its data is valid only while the event is handled.</summary>
    public ConnectRequest Request { get; }

    internal override ReadOnlyMemory<byte> Payload => Request.Data;
}

/// <summary>A client calls a procedure.</summary>
public sealed class RpcContext : RealtimeContext
{
    internal RpcContext(RpcEvent rpc, IServiceProvider services, CancellationToken cancellationToken)
        : base(rpc.Connection, services, cancellationToken) => (Method, Data) = (rpc.Method, rpc.Data);

    /// <summary>The procedure's name as the client wrote it; may be empty.</summary>
    public string Method { get; }

    /// <summary>What the client sent, as it came; valid only while the call is handled.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    internal override ReadOnlyMemory<byte> Payload => Data;
}

/// <summary>A client wants to subscribe to a channel, and no token decides about it.</summary>
public sealed class SubscribeContext : RealtimeContext
{
    internal SubscribeContext(SubscribeEvent subscribe, IServiceProvider services, CancellationToken cancellationToken)
        : base(subscribe.Connection, services, cancellationToken) => Request = subscribe.Request;

    /// <summary>The channel's full name.</summary>
    public string Channel => Request.Channel;

    /// <summary>What the client asks for; its data is valid only while the event is handled.</summary>
    public SubscribeRequest Request { get; }

    internal override ReadOnlyMemory<byte> Payload => Request.Data;
}

/// <summary>A client wants to publish.</summary>
public sealed class PublishContext : RealtimeContext
{
    internal PublishContext(PublishEvent publish, IServiceProvider services, CancellationToken cancellationToken)
        : base(publish.Connection, services, cancellationToken) => (Channel, Data) = (publish.Channel, publish.Data);

    /// <summary>The channel's full name.</summary>
    public string Channel { get; }

    /// <summary>What the client wants to publish; valid only while the event is handled.</summary>
    public ReadOnlyMemory<byte> Data { get; }

    internal override ReadOnlyMemory<byte> Payload => Data;
}

/// <summary>A connection has been accepted and answered.</summary>
public sealed class ConnectedContext : RealtimeContext
{
    internal ConnectedContext(IConnection connection, IServiceProvider services, CancellationToken cancellationToken)
        : base(connection, services, cancellationToken)
    {
    }
}

/// <summary>A subscription has ended, whatever the cause.</summary>
public sealed class UnsubscribedContext : RealtimeContext
{
    internal UnsubscribedContext(IConnection connection, string channel, IServiceProvider services)
        : base(connection, services, CancellationToken.None) => Channel = channel;

    /// <summary>The channel's full name.</summary>
    public string Channel { get; }
}

/// <summary>A connection that had been accepted is gone.</summary>
public sealed class DisconnectedContext : RealtimeContext
{
    internal DisconnectedContext(IConnection connection, Disconnect disconnect, IServiceProvider services)
        : base(connection, services, CancellationToken.None) => Disconnect = disconnect;

    /// <summary>Why it ended.</summary>
    public Disconnect Disconnect { get; }
}

/// <summary>A channel has got its first subscriber on this node, or lost its last one.</summary>
public sealed class ChannelContext : EventContext
{
    internal ChannelContext(string channel, IServiceProvider services)
        : base(services, CancellationToken.None) => Channel = channel;

    /// <summary>The channel's full name.</summary>
    public string Channel { get; }
}
