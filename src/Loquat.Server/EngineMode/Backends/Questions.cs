using Google.Protobuf;
using Loquat.Protocol;
using Loquat.Realtime;
using Wire = Loquat.Server.Proxy.Wire;

namespace Loquat.Server.EngineMode.Backends;

/// <summary>Events in the proxy's messages (section 26.3).</summary>
internal static class Questions
{
    public static Wire.ConnectRequest Of(ConnectEvent connect, Backend backend)
    {
        var (data, base64) = PayloadOf(connect.Request.Data, backend);
        var (id, transport, protocol, encoding) = Introduce(connect.Connection, backend);
        var question = new Wire.ConnectRequest
        {
            Client = id,
            Transport = transport,
            Protocol = protocol,
            Encoding = encoding,
            Data = data,
            B64Data = base64,
            Name = connect.Request.Name,
            Version = connect.Request.Version,
        };
        question.Channels.Add(connect.Request.Subscriptions.Keys);
        return question;
    }

    public static Wire.SubscribeRequest Of(SubscribeEvent subscribe, Backend backend)
    {
        var (data, base64) = PayloadOf(subscribe.Request.Data, backend);
        var (id, transport, protocol, encoding) = Introduce(subscribe.Connection, backend);
        return new()
        {
            Client = id,
            Transport = transport,
            Protocol = protocol,
            Encoding = encoding,
            User = subscribe.Connection.User,
            Channel = subscribe.Request.Channel,
            Token = subscribe.Request.Token,
            Meta = MetaOf(subscribe.Connection, backend),
            Data = data,
            B64Data = base64,
        };
    }

    public static Wire.PublishRequest Of(PublishEvent publish, Backend backend)
    {
        var (data, base64) = PayloadOf(publish.Data, backend);
        var (id, transport, protocol, encoding) = Introduce(publish.Connection, backend);
        return new()
        {
            Client = id,
            Transport = transport,
            Protocol = protocol,
            Encoding = encoding,
            User = publish.Connection.User,
            Channel = publish.Channel,
            Data = data,
            B64Data = base64,
            Meta = MetaOf(publish.Connection, backend),
        };
    }

    public static Wire.RPCRequest Of(RpcEvent rpc, Backend backend)
    {
        var (data, base64) = PayloadOf(rpc.Data, backend);
        var (id, transport, protocol, encoding) = Introduce(rpc.Connection, backend);
        return new()
        {
            Client = id,
            Transport = transport,
            Protocol = protocol,
            Encoding = encoding,
            User = rpc.Connection.User,
            Method = rpc.Method,
            Data = data,
            B64Data = base64,
            Meta = MetaOf(rpc.Connection, backend),
        };
    }

    public static Wire.RefreshRequest Of(RefreshEvent refresh, Backend backend)
    {
        var (id, transport, protocol, encoding) = Introduce(refresh.Connection, backend);
        return new()
        {
            Client = id,
            Transport = transport,
            Protocol = protocol,
            Encoding = encoding,
            User = refresh.Connection.User,
            Meta = MetaOf(refresh.Connection, backend),
        };
    }

    public static Wire.SubRefreshRequest Of(SubRefreshEvent refresh, Backend backend)
    {
        var (id, transport, protocol, encoding) = Introduce(refresh.Connection, backend);
        return new()
        {
            Client = id,
            Transport = transport,
            Protocol = protocol,
            Encoding = encoding,
            User = refresh.Connection.User,
            Channel = refresh.Channel,
            Meta = MetaOf(refresh.Connection, backend),
        };
    }

    private static (string Id, string Transport, string Protocol, string Encoding) Introduce(IConnection connection, Backend backend) =>
        (connection.Id, connection.Transport, connection.Encoding == WireEncoding.Json ? "json" : "protobuf", backend.IsBinary ? "binary" : "json");

    /// <summary>Copied: the command's bytes belong to the transport.</summary>
    private static (ByteString Data, string Base64) PayloadOf(ReadOnlyMemory<byte> payload, Backend backend) => backend.IsBinary
        ? (ByteString.Empty, Proxy.Payload.Base64(payload, binary: true))
        : (ByteString.CopyFrom(payload.Span), "");

    private static ByteString MetaOf(IConnection connection, Backend backend) =>
        backend.IncludesMeta ? ByteString.CopyFrom(connection.Meta.Span) : ByteString.Empty;
}
