namespace Loquat.Protocol.Json;

/// <summary>Reads a push; starts inside its object. The channel may come behind the content, so the object is walked first.</summary>
internal static class JsonPushReader
{
    private enum Kind
    {
        None, Pub, Join, Leave, Unsubscribe, Message, Subscribe, Connect, Disconnect, Refresh,
    }

    public static Push Read(ref JsonInput input)
    {
        var (id, channel, kind) = (0L, "", Kind.None);
        var content = input;
        while (input.NextField())
        {
            if (input.Is("id"u8))
                id = input.Int64();
            else if (input.Is("channel"u8))
                channel = input.String();
            else
            {
                var named = KindOf(ref input);
                if (named != Kind.None)
                {
                    kind = named;
                    content = input;
                }

                input.Skip();
            }
        }

        if (kind == Kind.None)
            throw new ProtocolException("A push without content.");

        content.Enter();
        var push = ReadContent(ref content, channel, kind);
        return id == 0 ? push : push with { Id = id };
    }

    private static Kind KindOf(ref JsonInput input)
    {
        if (input.IsNull)
            return Kind.None;
        if (input.Is("pub"u8))
            return Kind.Pub;
        if (input.Is("join"u8))
            return Kind.Join;
        if (input.Is("leave"u8))
            return Kind.Leave;
        if (input.Is("unsubscribe"u8))
            return Kind.Unsubscribe;
        if (input.Is("message"u8))
            return Kind.Message;
        if (input.Is("subscribe"u8))
            return Kind.Subscribe;
        if (input.Is("connect"u8))
            return Kind.Connect;
        if (input.Is("disconnect"u8))
            return Kind.Disconnect;

        return input.Is("refresh"u8) ? Kind.Refresh : Kind.None;
    }

    private static Push ReadContent(ref JsonInput input, string channel, Kind kind) => kind switch
    {
        Kind.Pub => new Push.Pub(channel, JsonResultReader.ReadPublication(ref input)),
        Kind.Join => new Push.Join(channel, ReadInfo(ref input)),
        Kind.Leave => new Push.Leave(channel, ReadInfo(ref input)),
        Kind.Unsubscribe => ReadUnsubscribe(ref input, channel),
        Kind.Message => ReadMessage(ref input),
        Kind.Subscribe => ReadSubscribe(ref input, channel),
        Kind.Connect => new Push.Connect(JsonResultReader.ReadConnect(ref input)),
        Kind.Disconnect => ReadDisconnect(ref input),
        _ => ReadRefresh(ref input),
    };

    private static ClientInfo ReadInfo(ref JsonInput input)
    {
        var info = new ClientInfo("", "");
        while (input.NextField())
        {
            if (!input.Is("info"u8))
                input.Skip();
            else if (input.Enter())
                info = JsonResultReader.ReadInfo(ref input);
        }

        return info;
    }

    private static Push.Unsubscribe ReadUnsubscribe(ref JsonInput input, string channel)
    {
        var (code, reason) = ReadReason(ref input);
        return new Push.Unsubscribe(channel, code, reason);
    }

    private static Push.Disconnect ReadDisconnect(ref JsonInput input)
    {
        var (code, reason) = ReadReason(ref input);
        return new Push.Disconnect(code, reason);
    }

    private static (uint Code, string Reason) ReadReason(ref JsonInput input)
    {
        var (code, reason) = (0u, "");
        while (input.NextField())
        {
            if (input.Is("code"u8))
                code = input.UInt32();
            else if (input.Is("reason"u8))
                reason = input.String();
            else
                input.Skip();
        }

        return (code, reason);
    }

    private static Push.Message ReadMessage(ref JsonInput input)
    {
        ReadOnlyMemory<byte> data = default;
        while (input.NextField())
        {
            if (input.Is("data"u8))
                data = input.Payload();
            else
                input.Skip();
        }

        return new Push.Message(data);
    }

    private static Push.Subscribe ReadSubscribe(ref JsonInput input, string channel)
    {
        // The push holds a part of the fields of the reply, under the same names.
        var result = JsonResultReader.ReadSubscribe(ref input);
        return new Push.Subscribe(channel, result.Recoverable, result.Positioned, result.Position, result.Data);
    }

    private static Push.Refresh ReadRefresh(ref JsonInput input)
    {
        var (expires, ttl) = JsonResultReader.ReadRefresh(ref input);
        return new Push.Refresh(expires, ttl);
    }
}
