namespace Loquat.Protocol.Json;

/// <summary>Reads one reply, as clients do.</summary>
internal static class JsonReplyReader
{
    private enum Kind
    {
        Error, Push, Connect, Subscribe, Unsubscribe, Publish, Presence, PresenceStats, History, Rpc, Refresh, SubRefresh, None,
    }

    public static Reply Read(ref JsonInput input)
    {
        uint id = 0;
        var kind = Kind.None;
        var result = input;

        if (!input.Enter())
            throw new ProtocolException("A reply is an object.");
        while (input.NextField())
        {
            if (input.Is("id"u8))
            {
                id = input.UInt32();
                continue;
            }

            var named = KindOf(ref input);
            if (named <= kind && named != Kind.None)
            {
                kind = named;
                result = input;
            }

            input.Skip();
        }

        if (kind == Kind.None)
            return id == 0 ? Reply.Ping.Instance : throw new ProtocolException("A reply without a result.");

        result.Enter();
        return ReadResult(ref result, id, kind);
    }

    private static Kind KindOf(ref JsonInput input)
    {
        if (input.IsNull)
            return Kind.None;
        if (input.Is("push"u8))
            return Kind.Push;
        if (input.Is("error"u8))
            return Kind.Error;
        if (input.Is("publish"u8))
            return Kind.Publish;
        if (input.Is("rpc"u8))
            return Kind.Rpc;
        if (input.Is("subscribe"u8))
            return Kind.Subscribe;
        if (input.Is("unsubscribe"u8))
            return Kind.Unsubscribe;
        if (input.Is("connect"u8))
            return Kind.Connect;
        if (input.Is("history"u8))
            return Kind.History;
        if (input.Is("presence"u8))
            return Kind.Presence;
        if (input.Is("presence_stats"u8))
            return Kind.PresenceStats;
        if (input.Is("refresh"u8))
            return Kind.Refresh;

        return input.Is("sub_refresh"u8) ? Kind.SubRefresh : Kind.None;
    }

    private static Reply ReadResult(ref JsonInput input, uint id, Kind kind) => kind switch
    {
        Kind.Error => new Reply.Error(id, ReadError(ref input)),
        Kind.Push => new Reply.Pushed(JsonPushReader.Read(ref input)),
        Kind.Connect => new Reply.Connect(id, JsonResultReader.ReadConnect(ref input)),
        Kind.Subscribe => new Reply.Subscribe(id, JsonResultReader.ReadSubscribe(ref input)),
        Kind.Unsubscribe => new Reply.Unsubscribe(id),
        Kind.Publish => new Reply.Publish(id),
        Kind.Presence => ReadPresence(ref input, id),
        Kind.PresenceStats => ReadPresenceStats(ref input, id),
        Kind.History => new Reply.History(id, ReadHistory(ref input)),
        Kind.Rpc => new Reply.Rpc(id, ReadRpc(ref input)),
        Kind.Refresh => new Reply.Refresh(id, JsonResultReader.ReadRefresh(ref input)),
        _ => new Reply.SubRefresh(id, JsonResultReader.ReadRefresh(ref input)),
    };

    private static ProtocolError ReadError(ref JsonInput input)
    {
        var (code, message, temporary) = (0u, "", false);
        while (input.NextField())
        {
            if (input.Is("code"u8))
                code = input.UInt32();
            else if (input.Is("message"u8))
                message = input.String();
            else if (input.Is("temporary"u8))
                temporary = input.Bool();
            else
                input.Skip();
        }

        return new ProtocolError(code, message, temporary);
    }

    private static Reply.Presence ReadPresence(ref JsonInput input, uint id)
    {
        Dictionary<string, ClientInfo> clients = [];
        while (input.NextField())
        {
            if (!input.Is("presence"u8))
            {
                input.Skip();
                continue;
            }

            clients = JsonResultReader.ReadClients(ref input);
        }

        return new Reply.Presence(id, clients);
    }

    private static Reply.PresenceStats ReadPresenceStats(ref JsonInput input, uint id)
    {
        var (clients, users) = (0u, 0u);
        while (input.NextField())
        {
            if (input.Is("num_clients"u8))
                clients = input.UInt32();
            else if (input.Is("num_users"u8))
                users = input.UInt32();
            else
                input.Skip();
        }

        return new Reply.PresenceStats(id, clients, users);
    }

    private static HistoryResult ReadHistory(ref JsonInput input)
    {
        List<Publication> publications = [];
        var (epoch, offset) = ("", 0ul);
        while (input.NextField())
        {
            if (input.Is("publications"u8))
                publications = JsonResultReader.ReadPublications(ref input);
            else if (input.Is("epoch"u8))
                epoch = input.String();
            else if (input.Is("offset"u8))
                offset = input.UInt64();
            else
                input.Skip();
        }

        return new HistoryResult(publications, new StreamPosition(offset, epoch));
    }

    private static ReadOnlyMemory<byte> ReadRpc(ref JsonInput input)
    {
        ReadOnlyMemory<byte> data = default;
        while (input.NextField())
        {
            if (input.Is("data"u8))
                data = input.Payload();
            else
                input.Skip();
        }

        return data;
    }
}
