using System.Collections.Frozen;
using System.Text;

namespace Loquat.Protocol.Json;

/// <summary>Reads the larger parts of commands. Each method starts inside its object and ends behind it.</summary>
internal static class JsonRequestReader
{
    public static ConnectRequest ReadConnect(ref JsonInput input)
    {
        var (token, name, version) = ("", "", "");
        ReadOnlyMemory<byte> data = default;
        IReadOnlyDictionary<string, SubscribeRequest> subscriptions = FrozenDictionary<string, SubscribeRequest>.Empty;
        IReadOnlyDictionary<string, string> headers = FrozenDictionary<string, string>.Empty;
        while (input.NextField())
        {
            if (input.Is("token"u8))
                token = input.String();
            else if (input.Is("data"u8))
                data = input.Payload();
            else if (input.Is("name"u8))
                name = input.String();
            else if (input.Is("version"u8))
                version = input.String();
            else if (input.Is("subs"u8))
                subscriptions = ReadSubscriptions(ref input);
            else if (input.Is("headers"u8))
                headers = ReadTexts(ref input);
            else
                input.Skip();
        }

        return new ConnectRequest
        {
            Token = token,
            Data = data,
            Name = name,
            Version = version,
            Subscriptions = subscriptions,
            Headers = headers,
        };
    }

    public static SubscribeRequest ReadSubscribe(ref JsonInput input)
    {
        var (channel, token, epoch, delta) = ("", "", "", "");
        var (recover, positioned, recoverable, joinLeave) = (false, false, false, false);
        var (offset, flag, type) = (0ul, 0L, 0);
        ReadOnlyMemory<byte> data = default;
        FilterNode? filter = null;
        while (input.NextField())
        {
            if (input.Is("channel"u8))
                channel = input.String();
            else if (input.Is("token"u8))
                token = input.String();
            else if (input.Is("recover"u8))
                recover = input.Bool();
            else if (input.Is("epoch"u8))
                epoch = input.String();
            else if (input.Is("offset"u8))
                offset = input.UInt64();
            else if (input.Is("data"u8))
                data = input.Payload();
            else if (input.Is("positioned"u8))
                positioned = input.Bool();
            else if (input.Is("recoverable"u8))
                recoverable = input.Bool();
            else if (input.Is("join_leave"u8))
                joinLeave = input.Bool();
            else if (input.Is("delta"u8))
                delta = input.String();
            else if (input.Is("tf"u8))
                filter = input.Enter() ? ReadFilter(ref input, depth: 1) : null;
            else if (input.Is("flag"u8))
                flag = input.Int64();
            else if (input.Is("type"u8))
                type = input.Int32();
            else
                input.Skip();
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

    /// <summary>Starts before the object.</summary>
    public static EmulationRequest ReadEmulation(ref JsonInput input)
    {
        var (session, node, data) = ("", "", "");
        if (!input.Enter())
            throw new ProtocolException("An emulation request is an object.");

        while (input.NextField())
        {
            if (input.Is("session"u8))
                session = input.String();
            else if (input.Is("node"u8))
                node = input.String();
            else if (input.Is("data"u8) && input.IsString)
                data = input.String();
            else
                input.Skip();
        }

        return new EmulationRequest(session, node, Encoding.UTF8.GetBytes(data));
    }

    public static StreamPosition? ReadPosition(ref JsonInput input)
    {
        if (!input.Enter())
            return null;

        var (offset, epoch) = (0ul, "");
        while (input.NextField())
        {
            if (input.Is("offset"u8))
                offset = input.UInt64();
            else if (input.Is("epoch"u8))
                epoch = input.String();
            else
                input.Skip();
        }

        return new StreamPosition(offset, epoch);
    }

    /// <summary>A map of strings; starts before the object.</summary>
    public static Dictionary<string, string> ReadTexts(ref JsonInput input)
    {
        Dictionary<string, string> texts = [];
        if (!input.Enter())
            return texts;

        while (input.NextField())
            texts[input.Name()] = input.String();
        return texts;
    }

    private static Dictionary<string, SubscribeRequest> ReadSubscriptions(ref JsonInput input)
    {
        Dictionary<string, SubscribeRequest> subscriptions = [];
        if (!input.Enter())
            return subscriptions;

        while (input.NextField())
        {
            var channel = input.Name();
            subscriptions[channel] = input.Enter() ? ReadSubscribe(ref input) : new SubscribeRequest();
        }

        return subscriptions;
    }

    private static FilterNode ReadFilter(ref JsonInput input, int depth)
    {
        if (depth > ProtocolLimits.FilterDepth)
            throw new ProtocolException("A tags filter nested too deeply.");

        var (op, key, cmp, val) = ("", "", "", "");
        List<string> vals = [];
        List<FilterNode> nodes = [];
        while (input.NextField())
        {
            if (input.Is("op"u8))
                op = input.String();
            else if (input.Is("key"u8))
                key = input.String();
            else if (input.Is("cmp"u8))
                cmp = input.String();
            else if (input.Is("val"u8))
                val = input.String();
            else if (input.Is("vals"u8))
                vals = ReadValues(ref input);
            else if (input.Is("nodes"u8))
                nodes = ReadNodes(ref input, depth);
            else
                input.Skip();
        }

        return new FilterNode { Op = op, Key = key, Cmp = cmp, Val = val, Vals = vals, Nodes = nodes };
    }

    private static List<string> ReadValues(ref JsonInput input)
    {
        List<string> values = [];
        if (!input.EnterArray())
            return values;

        while (input.NextItem())
            values.Add(input.String());
        return values;
    }

    private static List<FilterNode> ReadNodes(ref JsonInput input, int depth)
    {
        List<FilterNode> nodes = [];
        if (!input.EnterArray())
            return nodes;

        while (input.NextItem())
            nodes.Add(input.Enter() ? ReadFilter(ref input, depth + 1) : new FilterNode());
        return nodes;
    }
}
