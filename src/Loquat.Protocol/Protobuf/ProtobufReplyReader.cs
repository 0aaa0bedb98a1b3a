namespace Loquat.Protocol.Protobuf;

/// <summary>Reads one reply, as clients do.</summary>
internal static class ProtobufReplyReader
{
    public static Reply Read(ProtobufInput input)
    {
        uint id = 0;
        var kind = 0;
        ProtobufInput result = default;
        while (input.NextField())
        {
            if (input.Field == ReplyField.Id)
            {
                id = input.UInt32();
            }
            else if (input.Field is ReplyField.Error or (>= ReplyField.Push and <= ReplyField.SubRefresh and not ReplyField.Ping))
            {
                kind = input.Field;
                result = input.Message();
            }
            else
            {
                input.Skip();
            }
        }

        if (kind != 0)
            return ReadResult(result, id, kind);

        return id == 0 ? Reply.Ping.Instance : throw new ProtocolException("A reply without a result.");
    }

    private static Reply ReadResult(ProtobufInput input, uint id, int kind) => kind switch
    {
        ReplyField.Error => new Reply.Error(id, ReadError(input)),
        ReplyField.Push => new Reply.Pushed(ProtobufPushReader.Read(input)),
        ReplyField.Connect => new Reply.Connect(id, ProtobufResultReader.ReadConnect(input)),
        ReplyField.Subscribe => new Reply.Subscribe(id, ProtobufResultReader.ReadSubscribe(input)),
        ReplyField.Unsubscribe => new Reply.Unsubscribe(id),
        ReplyField.Publish => new Reply.Publish(id),
        ReplyField.Presence => ReadPresence(input, id),
        ReplyField.PresenceStats => ReadPresenceStats(input, id),
        ReplyField.History => new Reply.History(id, ReadHistory(input)),
        ReplyField.Rpc => new Reply.Rpc(id, ReadData(input)),
        ReplyField.Refresh => new Reply.Refresh(id, ReadRefresh(input, expiresField: 3)),
        _ => new Reply.SubRefresh(id, ReadRefresh(input, expiresField: 1)),
    };

    /// <summary>A message whose payload, in field 1, is all it has.</summary>
    public static ReadOnlyMemory<byte> ReadData(ProtobufInput input)
    {
        ReadOnlyMemory<byte> data = default;
        while (input.NextField())
        {
            if (input.Field == 1)
                data = input.Bytes();
            else
                input.Skip();
        }

        return data;
    }

    /// <summary>Expiry in two neighbouring fields, whose place differs between messages.</summary>
    public static RefreshResult ReadRefresh(ProtobufInput input, int expiresField)
    {
        var (expires, ttl) = (false, 0u);
        while (input.NextField())
        {
            if (input.Field == expiresField)
                expires = input.Bool();
            else if (input.Field == expiresField + 1)
                ttl = input.UInt32();
            else
                input.Skip();
        }

        return new RefreshResult(expires, ttl);
    }

    private static ProtocolError ReadError(ProtobufInput input)
    {
        var (code, message, temporary) = (0u, "", false);
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: code = input.UInt32(); break;
                case 2: message = input.String(); break;
                case 3: temporary = input.Bool(); break;
                default: input.Skip(); break;
            }
        }

        return new ProtocolError(code, message, temporary);
    }

    private static Reply.Presence ReadPresence(ProtobufInput input, uint id)
    {
        Dictionary<string, ClientInfo> clients = [];
        while (input.NextField())
        {
            if (input.Field == 1)
                ReadClient(input.Message(), clients);
            else
                input.Skip();
        }

        return new Reply.Presence(id, clients);
    }

    private static void ReadClient(ProtobufInput entry, Dictionary<string, ClientInfo> clients)
    {
        var client = "";
        ProtobufInput info = default;
        while (entry.NextField())
        {
            switch (entry.Field)
            {
                case 1: client = entry.String(); break;
                case 2: info = entry.Message(); break;
                default: entry.Skip(); break;
            }
        }

        clients[client] = ProtobufResultReader.ReadInfo(info);
    }

    private static Reply.PresenceStats ReadPresenceStats(ProtobufInput input, uint id)
    {
        var (clients, users) = (0u, 0u);
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: clients = input.UInt32(); break;
                case 2: users = input.UInt32(); break;
                default: input.Skip(); break;
            }
        }

        return new Reply.PresenceStats(id, clients, users);
    }

    private static HistoryResult ReadHistory(ProtobufInput input)
    {
        List<Publication> publications = [];
        var (epoch, offset) = ("", 0ul);
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: publications.Add(ProtobufResultReader.ReadPublication(input.Message())); break;
                case 2: epoch = input.String(); break;
                case 3: offset = input.UInt64(); break;
                default: input.Skip(); break;
            }
        }

        return new HistoryResult(publications, new StreamPosition(offset, epoch));
    }
}
