using System.Collections.Frozen;

namespace Loquat.Protocol.Protobuf;

/// <summary>Reads the larger parts of commands (sections 3.2 and 3.3).</summary>
internal static class ProtobufRequestReader
{
    public static ConnectRequest ReadConnect(ProtobufInput input)
    {
        var (token, name, version) = ("", "", "");
        ReadOnlyMemory<byte> data = default;
        Dictionary<string, SubscribeRequest>? subscriptions = null;
        Dictionary<string, string>? headers = null;
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: token = input.String(); break;
                case 2: data = input.Bytes(); break;
                case 3: ReadSubscription(input.Message(), subscriptions ??= []); break;
                case 4: name = input.String(); break;
                case 5: version = input.String(); break;
                case 6: ReadText(input.Message(), headers ??= []); break;
                default: input.Skip(); break;
            }
        }

        return new ConnectRequest
        {
            Token = token,
            Data = data,
            Name = name,
            Version = version,
            Subscriptions = subscriptions ?? (IReadOnlyDictionary<string, SubscribeRequest>)FrozenDictionary<string, SubscribeRequest>.Empty,
            Headers = headers ?? (IReadOnlyDictionary<string, string>)FrozenDictionary<string, string>.Empty,
        };
    }

    public static SubscribeRequest ReadSubscribe(ProtobufInput input)
    {
        var (channel, token, epoch, delta) = ("", "", "", "");
        var (recover, positioned, recoverable, joinLeave) = (false, false, false, false);
        var (offset, flag, type) = (0ul, 0L, 0);
        ReadOnlyMemory<byte> data = default;
        FilterNode? filter = null;
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: channel = input.String(); break;
                case 2: token = input.String(); break;
                case 3: recover = input.Bool(); break;
                case 6: epoch = input.String(); break;
                case 7: offset = input.UInt64(); break;
                case 8: data = input.Bytes(); break;
                case 9: positioned = input.Bool(); break;
                case 10: recoverable = input.Bool(); break;
                case 11: joinLeave = input.Bool(); break;
                case 12: delta = input.String(); break;
                case 13: filter = ReadFilter(input.Message(), depth: 1); break;
                case 14: flag = input.Int64(); break;
                case 15: type = input.Int32(); break;
                default: input.Skip(); break;
            }
        }

        return new SubscribeRequest
        {
            Channel = channel,
            Token = token,
            Recover = recover,
            Position = new StreamPosition(offset, epoch),
            Data = data,
            Positioned = positioned,
            Recoverable = recoverable,
            JoinLeave = joinLeave,
            Delta = delta,
            Filter = filter,
            Flag = flag,
            Type = type,
        };
    }

    public static EmulationRequest ReadEmulation(ProtobufInput input)
    {
        var (session, node) = ("", "");
        ReadOnlyMemory<byte> data = default;
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: node = input.String(); break;
                case 2: session = input.String(); break;
                case 3: data = input.Bytes(); break;
                default: input.Skip(); break;
            }
        }

        return new EmulationRequest(session, node, data);
    }

    public static StreamPosition ReadPosition(ProtobufInput input)
    {
        var (offset, epoch) = (0ul, "");
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: offset = input.UInt64(); break;
                case 2: epoch = input.String(); break;
                default: input.Skip(); break;
            }
        }

        return new StreamPosition(offset, epoch);
    }

    /// <summary>One entry of a map of strings.</summary>
    public static void ReadText(ProtobufInput entry, Dictionary<string, string> texts)
    {
        var (key, value) = ("", "");
        while (entry.NextField())
        {
            switch (entry.Field)
            {
                case 1: key = entry.String(); break;
                case 2: value = entry.String(); break;
                default: entry.Skip(); break;
            }
        }

        texts[key] = value;
    }

    private static void ReadSubscription(ProtobufInput entry, Dictionary<string, SubscribeRequest> subscriptions)
    {
        var channel = "";
        ProtobufInput request = default;
        while (entry.NextField())
        {
            switch (entry.Field)
            {
                case 1: channel = entry.String(); break;
                case 2: request = entry.Message(); break;
                default: entry.Skip(); break;
            }
        }

        subscriptions[channel] = ReadSubscribe(request);
    }

    private static FilterNode ReadFilter(ProtobufInput input, int depth)
    {
        if (depth > ProtocolLimits.FilterDepth)
            throw new ProtocolException("A tags filter nested too deeply.");

        var (op, key, cmp, val) = ("", "", "", "");
        List<string> vals = [];
        List<FilterNode> nodes = [];
        while (input.NextField())
        {
            switch (input.Field)
            {
                case 1: op = input.String(); break;
                case 2: key = input.String(); break;
                case 3: cmp = input.String(); break;
                case 4: val = input.String(); break;
                case 5: vals.Add(input.String()); break;
                case 6: nodes.Add(ReadFilter(input.Message(), depth + 1)); break;
                default: input.Skip(); break;
            }
        }

        return new FilterNode { Op = op, Key = key, Cmp = cmp, Val = val, Vals = vals, Nodes = nodes };
    }
}
