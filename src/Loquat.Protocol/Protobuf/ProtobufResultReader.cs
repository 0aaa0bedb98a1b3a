namespace Loquat.Protocol.Protobuf;

/// <summary>Reads the parts of replies and pushes (sections 3.2 to 3.4).</summary>
internal static class ProtobufResultReader
{
    public static ConnectResult ReadConnect(ProtobufInput input)
    {
        var result = new ConnectResult("", "");
        Dictionary<string, SubscribeResult>? subscriptions = null;
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: result = result with { Client = input.String() }; break;
                case 2: result = result with { Version = input.String() }; break;
                case 3: result = result with { Expires = input.Bool() }; break;
                case 4: result = result with { Ttl = input.UInt32() }; break;
                case 5: result = result with { Data = input.Bytes() }; break;
                case 6: ReadSubscription(input.Message(), subscriptions ??= []); break;
                case 7: result = result with { Ping = input.UInt32() }; break;
                case 8: result = result with { Pong = input.Bool() }; break;
                case 9: result = result with { Session = input.String() }; break;
                case 10: result = result with { Node = input.String() }; break;
                case 11: result = result with { Time = input.Int64() }; break;
                default: input.Skip(); break;
            }
        }

        return result with { Subscriptions = subscriptions };
    }

    /// <summary>The same message numbered as in a push.</summary>
    public static ConnectResult ReadPushedConnect(ProtobufInput input)
    {
        var result = new ConnectResult("", "");
        Dictionary<string, SubscribeResult>? subscriptions = null;
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: result = result with { Client = input.String() }; break;
                case 2: result = result with { Version = input.String() }; break;
                case 3: result = result with { Data = input.Bytes() }; break;
                case 4: ReadSubscription(input.Message(), subscriptions ??= []); break;
                case 5: result = result with { Expires = input.Bool() }; break;
                case 6: result = result with { Ttl = input.UInt32() }; break;
                case 7: result = result with { Ping = input.UInt32() }; break;
                case 8: result = result with { Pong = input.Bool() }; break;
                case 9: result = result with { Session = input.String() }; break;
                case 10: result = result with { Node = input.String() }; break;
                case 11: result = result with { Time = input.Int64() }; break;
                default: input.Skip(); break;
            }
        }

        return result with { Subscriptions = subscriptions };
    }

    public static SubscribeResult ReadSubscribe(ProtobufInput input)
    {
        var (expires, recoverable, positioned, recovered, wasRecovering, delta) = (false, false, false, false, false, false);
        var (ttl, offset, id, epoch) = (0u, 0ul, 0L, "");
        ReadOnlyMemory<byte> data = default;
        List<Publication> publications = [];
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: expires = input.Bool(); break;
                case 2: ttl = input.UInt32(); break;
                case 3: recoverable = input.Bool(); break;
                case 6: epoch = input.String(); break;
                case 7: publications.Add(ReadPublication(input.Message())); break;
                case 8: recovered = input.Bool(); break;
                case 9: offset = input.UInt64(); break;
                case 10: positioned = input.Bool(); break;
                case 11: data = input.Bytes(); break;
                case 12: wasRecovering = input.Bool(); break;
                case 13: delta = input.Bool(); break;
                case 14: id = input.Int64(); break;
                default: input.Skip(); break;
            }
        }

        return new SubscribeResult
        {
            Expires = expires,
            Ttl = ttl,
            Recoverable = recoverable,
            Positioned = positioned,
            Position = new StreamPosition(offset, epoch),
            Publications = publications,
            Recovered = recovered,
            WasRecovering = wasRecovering,
            Data = data,
            Delta = delta,
            Id = id,
        };
    }

    public static Publication ReadPublication(ProtobufInput input)
    {
        ReadOnlyMemory<byte> data = default;
        ClientInfo? info = null;
        Dictionary<string, string>? tags = null;
        var (offset, version, delta, channel, epoch) = (0ul, 0ul, false, "", "");
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 4: data = input.Bytes(); break;
                case 5: info = ReadInfo(input.Message()); break;
                case 6: offset = input.UInt64(); break;
                case 7: ProtobufRequestReader.ReadText(input.Message(), tags ??= []); break;
                case 8: delta = input.Bool(); break;
                case 10: channel = input.String(); break;
                case 14: epoch = input.String(); break;
                case 16: version = input.UInt64(); break;
                default: input.Skip(); break;
            }
        }

        return new Publication(data)
        {
            Info = info,
            Offset = offset,
            Tags = tags,
            Delta = delta,
            Channel = channel,
            Epoch = epoch,
            Version = version,
        };
    }

    public static ClientInfo ReadInfo(ProtobufInput input)
    {
        var (user, client) = ("", "");
        ReadOnlyMemory<byte> connInfo = default, chanInfo = default;
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: user = input.String(); break;
                case 2: client = input.String(); break;
                case 3: connInfo = input.Bytes(); break;
                case 4: chanInfo = input.Bytes(); break;
                default: input.Skip(); break;
            }
        }

        return new ClientInfo(user, client) { ConnInfo = connInfo, ChanInfo = chanInfo };
    }

    private static void ReadSubscription(ProtobufInput entry, Dictionary<string, SubscribeResult> subscriptions)
    {
        var channel = "";
        ProtobufInput result = default;
        while (entry.NextField())
        {
            switch (entry.Field)
            {
                case 1: channel = entry.String(); break;
                case 2: result = entry.Message(); break;
                default: entry.Skip(); break;
            }
        }

        subscriptions[channel] = ReadSubscribe(result);
    }
}
