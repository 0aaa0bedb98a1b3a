namespace Loquat.Protocol.Json;

/// <summary>
/// Reads the parts of replies and pushes. Methods for one object start inside it and end behind it; those for a list or a map start before it.
/// </summary>
internal static class JsonResultReader
{
    public static ConnectResult ReadConnect(ref JsonInput input)
    {
        var (client, version, session, node) = ("", "", "", "");
        var (expires, pong) = (false, false);
        var (ttl, ping, time) = (0u, 0u, 0L);
        ReadOnlyMemory<byte> data = default;
        Dictionary<string, SubscribeResult>? subscriptions = null;
        while (input.NextField())
        {
            if (input.Is("client"u8))
                client = input.String();
            else if (input.Is("version"u8))
                version = input.String();
            else if (input.Is("expires"u8))
                expires = input.Bool();
            else if (input.Is("ttl"u8))
                ttl = input.UInt32();
            else if (input.Is("data"u8))
                data = input.Payload();
            else if (input.Is("subs"u8))
                subscriptions = ReadSubscriptions(ref input);
            else if (input.Is("ping"u8))
                ping = input.UInt32();
            else if (input.Is("pong"u8))
                pong = input.Bool();
            else if (input.Is("session"u8))
                session = input.String();
            else if (input.Is("node"u8))
                node = input.String();
            else if (input.Is("time"u8))
                time = input.Int64();
            else
                input.Skip();
        }

        return new ConnectResult(client, version)
        {
            Expires = expires,
            Ttl = ttl,
            Data = data,
            Subscriptions = subscriptions,
            Ping = ping,
            Pong = pong,
            Session = session,
            Node = node,
            Time = time,
        };
    }

    public static SubscribeResult ReadSubscribe(ref JsonInput input)
    {
        var (expires, recoverable, positioned, recovered, wasRecovering, delta) = (false, false, false, false, false, false);
        var (ttl, offset, id, epoch) = (0u, 0ul, 0L, "");
        ReadOnlyMemory<byte> data = default;
        List<Publication> publications = [];
        while (input.NextField())
        {
            if (input.Is("expires"u8))
                expires = input.Bool();
            else if (input.Is("ttl"u8))
                ttl = input.UInt32();
            else if (input.Is("recoverable"u8))
                recoverable = input.Bool();
            else if (input.Is("epoch"u8))
                epoch = input.String();
            else if (input.Is("publications"u8))
                publications = ReadPublications(ref input);
            else if (input.Is("recovered"u8))
                recovered = input.Bool();
            else if (input.Is("offset"u8))
                offset = input.UInt64();
            else if (input.Is("positioned"u8))
                positioned = input.Bool();
            else if (input.Is("data"u8))
                data = input.Payload();
            else if (input.Is("was_recovering"u8))
                wasRecovering = input.Bool();
            else if (input.Is("delta"u8))
                delta = input.Bool();
            else if (input.Is("id"u8))
                id = input.Int64();
            else
                input.Skip();
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

    public static Publication ReadPublication(ref JsonInput input)
    {
        ReadOnlyMemory<byte> data = default;
        ClientInfo? info = null;
        Dictionary<string, string>? tags = null;
        var (offset, version, delta, channel, epoch) = (0ul, 0ul, false, "", "");
        while (input.NextField())
        {
            if (input.Is("data"u8))
                data = input.Payload();
            else if (input.Is("info"u8))
                info = input.Enter() ? ReadInfo(ref input) : null;
            else if (input.Is("offset"u8))
                offset = input.UInt64();
            else if (input.Is("tags"u8))
                tags = JsonRequestReader.ReadTexts(ref input);
            else if (input.Is("delta"u8))
                delta = input.Bool();
            else if (input.Is("channel"u8))
                channel = input.String();
            else if (input.Is("epoch"u8))
                epoch = input.String();
            else if (input.Is("version"u8))
                version = input.UInt64();
            else
                input.Skip();
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

    public static ClientInfo ReadInfo(ref JsonInput input)
    {
        var (user, client) = ("", "");
        ReadOnlyMemory<byte> connInfo = default, chanInfo = default;
        while (input.NextField())
        {
            if (input.Is("user"u8))
                user = input.String();
            else if (input.Is("client"u8))
                client = input.String();
            else if (input.Is("conn_info"u8))
                connInfo = input.Payload();
            else if (input.Is("chan_info"u8))
                chanInfo = input.Payload();
            else
                input.Skip();
        }

        return new ClientInfo(user, client) { ConnInfo = connInfo, ChanInfo = chanInfo };
    }

    public static RefreshResult ReadRefresh(ref JsonInput input)
    {
        var (expires, ttl) = (false, 0u);
        while (input.NextField())
        {
            if (input.Is("expires"u8))
                expires = input.Bool();
            else if (input.Is("ttl"u8))
                ttl = input.UInt32();
            else
                input.Skip();
        }

        return new RefreshResult(expires, ttl);
    }

    public static List<Publication> ReadPublications(ref JsonInput input)
    {
        List<Publication> publications = [];
        if (!input.EnterArray())
            return publications;

        while (input.NextItem())
            publications.Add(input.Enter() ? ReadPublication(ref input) : new Publication(default(ReadOnlyMemory<byte>)));
        return publications;
    }

    public static Dictionary<string, ClientInfo> ReadClients(ref JsonInput input)
    {
        Dictionary<string, ClientInfo> clients = [];
        if (!input.Enter())
            return clients;

        while (input.NextField())
        {
            var client = input.Name();
            clients[client] = input.Enter() ? ReadInfo(ref input) : new ClientInfo("", "");
        }

        return clients;
    }

    private static Dictionary<string, SubscribeResult>? ReadSubscriptions(ref JsonInput input)
    {
        if (!input.Enter())
            return null;

        Dictionary<string, SubscribeResult> subscriptions = [];
        while (input.NextField())
        {
            var channel = input.Name();
            subscriptions[channel] = input.Enter() ? ReadSubscribe(ref input) : new SubscribeResult();
        }

        return subscriptions;
    }
}
