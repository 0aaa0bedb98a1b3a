namespace Loquat.Protocol.Protobuf;

/// <summary>Reads one command. The envelope is walked first, because of several methods the first in the order of dispatch counts.</summary>
internal static class ProtobufCommandReader
{
    public static Command Read(ProtobufInput input)
    {
        uint id = 0;
        var method = 0;
        var hasSend = false;
        ProtobufInput request = default;
        while (input.NextField())
        {
            if (input.Field == CommandField.Id)
            {
                id = input.UInt32();
            }
            else if (Rank(input.Field) is var rank and > 0)
            {
                hasSend |= input.Field == CommandField.Send;
                var content = input.Message();
                if (method != 0 && rank > Rank(method))
                    continue;

                method = input.Field;
                request = content;
            }
            else
            {
                input.Skip();
            }
        }

        return id == 0 && !hasSend ? new Command.Pong() : ReadRequest(request, id, method);
    }

    /// <summary>The order of dispatch (section 8): by number, but rpc comes before send. 0 for what is no method.</summary>
    private static int Rank(int field) => field switch
    {
        CommandField.Rpc => CommandField.Send,
        CommandField.Send => CommandField.Rpc,
        CommandField.Ping => 0,
        >= CommandField.Connect and <= CommandField.SubRefresh => field,
        _ => 0,
    };

    private static Command ReadRequest(ProtobufInput input, uint id, int method) => method switch
    {
        CommandField.Connect => new Command.Connect(id, ProtobufRequestReader.ReadConnect(input)),
        CommandField.Subscribe => new Command.Subscribe(id, ProtobufRequestReader.ReadSubscribe(input)),
        CommandField.Unsubscribe => new Command.Unsubscribe(id, ReadText(input)),
        CommandField.Publish => ReadPublish(input, id),
        CommandField.Presence => new Command.Presence(id, ReadText(input)),
        CommandField.PresenceStats => new Command.PresenceStats(id, ReadText(input)),
        CommandField.History => ReadHistory(input, id),
        CommandField.Rpc => ReadRpc(input, id),
        CommandField.Send => ReadSend(input),
        CommandField.Refresh => new Command.Refresh(id, ReadText(input)),
        CommandField.SubRefresh => ReadSubRefresh(input, id),
        _ => new Command.Unknown(id),
    };

    /// <summary>A request whose field 1, a channel or a token, is all it has.</summary>
    private static string ReadText(ProtobufInput input)
    {
        var text = "";
        while (input.NextField())
        {
            if (input.Field == 1)
                text = input.String();
            else
                input.Skip();
        }

        return text;
    }

    private static Command.Publish ReadPublish(ProtobufInput input, uint id)
    {
        var channel = "";
        ReadOnlyMemory<byte> data = default;
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: channel = input.String(); break;
                case 2: data = input.Bytes(); break;
                default: input.Skip(); break;
            }
        }

        return new Command.Publish(id, channel, data);
    }

    private static Command.Rpc ReadRpc(ProtobufInput input, uint id)
    {
        var method = "";
        ReadOnlyMemory<byte> data = default;
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: data = input.Bytes(); break;
                case 2: method = input.String(); break;
                default: input.Skip(); break;
            }
        }

        return new Command.Rpc(id, method, data);
    }

    private static Command.Send ReadSend(ProtobufInput input)
    {
        ReadOnlyMemory<byte> data = default;
        while (input.NextField())
        {
            if (input.Field == 1)
                data = input.Bytes();
            else
                input.Skip();
        }

        return new Command.Send(data);
    }

    private static Command.History ReadHistory(ProtobufInput input, uint id)
    {
        var (channel, limit, reverse) = ("", 0, false);
        StreamPosition? since = null;
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: channel = input.String(); break;
                case 7: limit = input.Int32(); break;
                case 8: since = ProtobufRequestReader.ReadPosition(input.Message()); break;
                case 9: reverse = input.Bool(); break;
                default: input.Skip(); break;
            }
        }

        return new Command.History(id, channel, limit, since, reverse);
    }

    private static Command.SubRefresh ReadSubRefresh(ProtobufInput input, uint id)
    {
        var (channel, token) = ("", "");
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: channel = input.String(); break;
                case 2: token = input.String(); break;
                default: input.Skip(); break;
            }
        }

        return new Command.SubRefresh(id, channel, token);
    }
}
