using Google.Protobuf;
using Loquat.Protocol;
using Loquat.Realtime.AspNetCore.ServerApi;

namespace Loquat.Server.GrpcApi;

/// <summary>Results in their Protobuf form.</summary>
internal static class WireResults
{
    public static Wire.Error Of(ProtocolError error) => new() { Code = error.Code, Message = error.Message };

    public static Wire.PublishResult Of(ApiResult.Published published) => new() { Offset = published.Position.Offset, Epoch = published.Position.Epoch };

    public static Wire.BroadcastResult Of(ApiResult.Broadcast broadcast) => new()
    {
        Responses =
        {
            broadcast.Replies.Select(reply => reply.Error is { } error
                ? new Wire.PublishResponse { Error = Of(error) }
                : new Wire.PublishResponse { Result = Of((ApiResult.Published)reply.Result!) }),
        },
    };

    public static Wire.PresenceResult Of(ApiResult.Presence presence) => new()
    {
        Presence = { presence.Clients.ToDictionary(entry => entry.Key, entry => Of(entry.Value)) },
    };

    public static Wire.PresenceStatsResult Of(ApiResult.PresenceStats stats) => new() { NumClients = stats.Counts.Clients, NumUsers = stats.Counts.Users };

    public static Wire.HistoryResult Of(ApiResult.History history) => new()
    {
        Publications = { history.Read.Publications.Select(Of) },
        Epoch = history.Read.Top.Epoch,
        Offset = history.Read.Top.Offset,
    };

    public static Wire.ChannelsResult Of(ApiResult.ChannelList list) => new()
    {
        Channels = { list.Subscribers.ToDictionary(entry => entry.Key, entry => new Wire.ChannelInfo { NumClients = (uint)entry.Value }) },
    };

    public static Wire.InfoResult Of(ApiResult.NodeList list) => new()
    {
        Nodes =
        {
            list.Nodes.Select(node => new Wire.NodeResult
            {
                Uid = node.Id,
                Name = node.Name,
                Version = node.Version,
                NumClients = (uint)node.Sessions,
                NumUsers = (uint)node.Users,
                NumChannels = (uint)node.Channels,
                NumSubs = (uint)node.Subscriptions,
                Uptime = (uint)node.Uptime.TotalSeconds,
            }),
        },
    };

    /// <summary>The reply to one command of a batch. A result that says nothing is still one of its command's kind.</summary>
    public static Wire.Reply Of(ApiCall? call, ApiReply reply) => (call, reply.Result) switch
    {
        (_, null) => new() { Error = Of(reply.Error!) },
        (_, ApiResult.Published result) => new() { Publish = Of(result) },
        (_, ApiResult.Broadcast result) => new() { Broadcast = Of(result) },
        (_, ApiResult.Presence result) => new() { Presence = Of(result) },
        (_, ApiResult.PresenceStats result) => new() { PresenceStats = Of(result) },
        (_, ApiResult.History result) => new() { History = Of(result) },
        (_, ApiResult.ChannelList result) => new() { Channels = Of(result) },
        (_, ApiResult.NodeList result) => new() { Info = Of(result) },
        (ApiCall.Subscribe, _) => new() { Subscribe = new() },
        (ApiCall.Unsubscribe, _) => new() { Unsubscribe = new() },
        (ApiCall.Disconnect, _) => new() { Disconnect = new() },
        (ApiCall.HistoryRemove, _) => new() { HistoryRemove = new() },
        (ApiCall.Refresh, _) => new() { Refresh = new() },
        _ => new(),
    };

    private static Wire.Publication Of(Publication publication)
    {
        var message = new Wire.Publication { Data = Bytes(publication.Data), Offset = publication.Offset };
        if (publication.Info is { } info)
            message.Info = Of(info);
        foreach (var (name, value) in publication.Tags ?? new Dictionary<string, string>())
            message.Tags[name] = value;
        return message;
    }

    private static Wire.ClientInfo Of(ClientInfo info) =>
        new() { User = info.User, Client = info.Client, ConnInfo = Bytes(info.ConnInfo), ChanInfo = Bytes(info.ChanInfo) };

    private static ByteString Bytes(ReadOnlyMemory<byte> payload) => UnsafeByteOperations.UnsafeWrap(payload);
}
