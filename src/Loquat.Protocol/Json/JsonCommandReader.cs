namespace Loquat.Protocol.Json;

/// <summary>Reads one command. The envelope is walked first, because its id may come behind what the command asks for.</summary>
internal static class JsonCommandReader
{
    // In the order of dispatch (section 8): of several methods the first one here counts.
    private enum Method
    {
        Connect, Subscribe, Unsubscribe, Publish, Presence, PresenceStats, History, Rpc, Send, Refresh, SubRefresh, None,
    }

    public static Command Read(ref JsonInput input)
    {
        uint id = 0;
        var method = Method.None;
        var request = input;
        var hasSend = false;

        if (!input.Enter())
            throw new ProtocolException("A command is an object.");
        while (input.NextField())
        {
            if (input.Is("id"u8))
            {
                id = input.UInt32();
                continue;
            }

            var named = MethodOf(ref input);
            hasSend |= named == Method.Send;
            if (named <= method && named != Method.None)
            {
                method = named;
                request = input;
            }

            input.Skip();
        }

        return id == 0 && !hasSend ? new Command.Pong() : ReadRequest(ref request, id, method);
    }

    private static Method MethodOf(ref JsonInput input)
    {
        if (input.IsNull)
            return Method.None;
        if (input.Is("publish"u8))
            return Method.Publish;
        if (input.Is("rpc"u8))
            return Method.Rpc;
        if (input.Is("subscribe"u8))
            return Method.Subscribe;
        if (input.Is("unsubscribe"u8))
            return Method.Unsubscribe;
        if (input.Is("connect"u8))
            return Method.Connect;
        if (input.Is("send"u8))
            return Method.Send;
        if (input.Is("history"u8))
            return Method.History;
        if (input.Is("presence"u8))
            return Method.Presence;
        if (input.Is("presence_stats"u8))
            return Method.PresenceStats;
        if (input.Is("refresh"u8))
            return Method.Refresh;

        return input.Is("sub_refresh"u8) ? Method.SubRefresh : Method.None;
    }

    private static Command ReadRequest(ref JsonInput input, uint id, Method method)
    {
        if (method == Method.None)
            return new Command.Unknown(id);

        input.Enter();
        return method switch
        {
            Method.Connect => new Command.Connect(id, JsonRequestReader.ReadConnect(ref input)),
            Method.Subscribe => new Command.Subscribe(id, JsonRequestReader.ReadSubscribe(ref input)),
            Method.Unsubscribe => new Command.Unsubscribe(id, ReadChannel(ref input)),
            Method.Publish => ReadPublish(ref input, id),
            Method.Presence => new Command.Presence(id, ReadChannel(ref input)),
            Method.PresenceStats => new Command.PresenceStats(id, ReadChannel(ref input)),
            Method.History => ReadHistory(ref input, id),
            Method.Rpc => ReadRpc(ref input, id),
            Method.Send => ReadSend(ref input),
            Method.Refresh => ReadRefresh(ref input, id),
            _ => ReadSubRefresh(ref input, id),
        };
    }

    private static string ReadChannel(ref JsonInput input)
    {
        var channel = "";
        while (input.NextField())
        {
            if (input.Is("channel"u8))
                channel = input.String();
            else
                input.Skip();
        }

        return channel;
    }

    private static Command.Publish ReadPublish(ref JsonInput input, uint id)
    {
        var channel = "";
        ReadOnlyMemory<byte> data = default;
        while (input.NextField())
        {
            if (input.Is("channel"u8))
                channel = input.String();
            else if (input.Is("data"u8))
                data = input.Payload();
            else
                input.Skip();
        }

        return new Command.Publish(id, channel, data);
    }

    private static Command.Rpc ReadRpc(ref JsonInput input, uint id)
    {
        var method = "";
        ReadOnlyMemory<byte> data = default;
        while (input.NextField())
        {
            if (input.Is("method"u8))
                method = input.String();
            else if (input.Is("data"u8))
                data = input.Payload();
            else
                input.Skip();
        }

        return new Command.Rpc(id, method, data);
    }

    private static Command.Send ReadSend(ref JsonInput input)
    {
        ReadOnlyMemory<byte> data = default;
        while (input.NextField())
        {
            if (input.Is("data"u8))
                data = input.Payload();
            else
                input.Skip();
        }

        return new Command.Send(data);
    }

    private static Command.History ReadHistory(ref JsonInput input, uint id)
    {
        var (channel, limit, reverse) = ("", 0, false);
        StreamPosition? since = null;
        while (input.NextField())
        {
            if (input.Is("channel"u8))
                channel = input.String();
            else if (input.Is("limit"u8))
                limit = input.Int32();
            else if (input.Is("since"u8))
                since = JsonRequestReader.ReadPosition(ref input);
            else if (input.Is("reverse"u8))
                reverse = input.Bool();
            else
                input.Skip();
        }

        return new Command.History(id, channel, limit, since, reverse);
    }

    private static Command.Refresh ReadRefresh(ref JsonInput input, uint id)
    {
        var token = "";
        while (input.NextField())
        {
            if (input.Is("token"u8))
                token = input.String();
            else
                input.Skip();
        }

        return new Command.Refresh(id, token);
    }

    private static Command.SubRefresh ReadSubRefresh(ref JsonInput input, uint id)
    {
        var (channel, token) = ("", "");
        while (input.NextField())
        {
            if (input.Is("channel"u8))
                channel = input.String();
            else if (input.Is("token"u8))
                token = input.String();
            else
                input.Skip();
        }

        return new Command.SubRefresh(id, channel, token);
    }
}
