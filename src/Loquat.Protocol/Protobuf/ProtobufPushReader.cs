namespace Loquat.Protocol.Protobuf;

/// <summary>Reads a push, as clients do.</summary>
internal static class ProtobufPushReader
{
    public static Push Read(ProtobufInput input)
    {
        var (id, channel, kind) = (0L, "", 0);
        ProtobufInput content = default;
        while (input.NextField())
        {
            switch (input.Field)
            {
                case PushField.Id:
                    id = input.Int64();
                    break;
                case PushField.Channel:
                    channel = input.String();
                    break;
                case >= PushField.Pub and <= PushField.Refresh:
                    kind = input.Field;
                    content = input.Message();
                    break;
                default:
                    input.Skip();
                    break;
            }
        }

        var push = ReadContent(content, channel, kind);
        return id == 0 ? push : push with { Id = id };
    }

    private static Push ReadContent(ProtobufInput input, string channel, int kind) => kind switch
    {
        PushField.Pub => new Push.Pub(channel, ProtobufResultReader.ReadPublication(input)),
        PushField.Join => new Push.Join(channel, ReadInfo(input)),
        PushField.Leave => new Push.Leave(channel, ReadInfo(input)),
        PushField.Unsubscribe => ReadUnsubscribe(input, channel),
        PushField.Message => new Push.Message(ProtobufReplyReader.ReadData(input)),
        PushField.Subscribe => ReadSubscribe(input, channel),
        PushField.Connect => new Push.Connect(ProtobufResultReader.ReadPushedConnect(input)),
        PushField.Disconnect => ReadDisconnect(input),
        PushField.Refresh => ReadRefresh(input),
        _ => throw new ProtocolException("A push without content."),
    };

    private static ClientInfo ReadInfo(ProtobufInput input)
    {
        ProtobufInput info = default;
        while (input.NextField())
        {
            if (input.Field == 1)
                info = input.Message();
            else
                input.Skip();
        }

        return ProtobufResultReader.ReadInfo(info);
    }

    private static Push.Unsubscribe ReadUnsubscribe(ProtobufInput input, string channel)
    {
        var (code, reason) = (0u, "");
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 2: code = input.UInt32(); break;
                case 3: reason = input.String(); break;
                default: input.Skip(); break;
            }
        }

        return new Push.Unsubscribe(channel, code, reason);
    }

    private static Push.Subscribe ReadSubscribe(ProtobufInput input, string channel)
    {
        var (recoverable, positioned, epoch, offset) = (false, false, "", 0ul);
        ReadOnlyMemory<byte> data = default;
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: recoverable = input.Bool(); break;
                case 4: epoch = input.String(); break;
                case 5: offset = input.UInt64(); break;
                case 6: positioned = input.Bool(); break;
                case 7: data = input.Bytes(); break;
                default: input.Skip(); break;
            }
        }

        return new Push.Subscribe(channel, recoverable, positioned, new StreamPosition(offset, epoch), data);
    }

    private static Push.Disconnect ReadDisconnect(ProtobufInput input)
    {
        var (code, reason) = (0u, "");
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: code = input.UInt32(); break;
                case 2: reason = input.String(); break;
                default: input.Skip(); break;
            }
        }

        return new Push.Disconnect(code, reason);
    }

    private static Push.Refresh ReadRefresh(ProtobufInput input)
    {
        var (expires, ttl) = ProtobufReplyReader.ReadRefresh(input, expiresField: 1);
        return new Push.Refresh(expires, ttl);
    }
}
