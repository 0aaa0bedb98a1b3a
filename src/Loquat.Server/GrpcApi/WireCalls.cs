using Google.Protobuf;
using Google.Protobuf.Collections;
using Loquat.Protocol;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore.ServerApi;

namespace Loquat.Server.GrpcApi;

/// <summary>Requests in their Protobuf form.</summary>
internal static class WireCalls
{
    public static ApiCall Of(Wire.PublishRequest request) => new ApiCall.Publish(request.Channel, new ApiPublication(
        PayloadOf(request.Data, request.B64Data),
        OptionsOf(request.SkipHistory, request.Tags, request.IdempotencyKey, request.Version, request.VersionEpoch, request.Delta)));

    public static ApiCall Of(Wire.BroadcastRequest request) => new ApiCall.Broadcast(request.Channels, new ApiPublication(
        PayloadOf(request.Data, request.B64Data),
        OptionsOf(request.SkipHistory, request.Tags, request.IdempotencyKey, request.Version, request.VersionEpoch, request.Delta)));

    public static ApiCall Of(Wire.SubscribeRequest request) => new ApiCall.Subscribe(
        TargetOf(request.User, request.Client, request.Session), request.Channel,
        PayloadOf(request.Info, request.B64Info), PayloadOf(request.Data, request.B64Data),
        new SubscribeOptions
        {
            ExpireAt = MomentOf(request.ExpireAt),
            RecoverSince = PositionOf(request.RecoverSince),
            Presence = request.Override?.Presence?.Value,
            JoinLeave = request.Override?.JoinLeave?.Value,
            Recoverable = request.Override?.ForceRecovery?.Value,
            Positioned = request.Override?.ForcePositioning?.Value,
            ForcePushJoinLeave = request.Override?.ForcePushJoinLeave?.Value,
        });

    public static ApiCall Of(Wire.UnsubscribeRequest request) =>
        new ApiCall.Unsubscribe(TargetOf(request.User, request.Client, request.Session), request.Channel);

    public static ApiCall Of(Wire.DisconnectRequest request) => new ApiCall.Disconnect(
        TargetOf(request.User, request.Client, request.Session) with { Except = request.Whitelist },
        request.Disconnect is { } why ? new Disconnect(why.Code, why.Reason) : null);

    public static ApiCall Of(Wire.RefreshRequest request) => new ApiCall.Refresh(
        TargetOf(request.User, request.Client, request.Session), request.Expired, MomentOf(request.ExpireAt), request.Info.Memory);

    public static ApiCall Of(Wire.PresenceRequest request) => new ApiCall.Presence(request.Channel);

    public static ApiCall Of(Wire.PresenceStatsRequest request) => new ApiCall.PresenceStats(request.Channel);

    public static ApiCall Of(Wire.HistoryRequest request) =>
        new ApiCall.History(request.Channel, new HistoryQuery(request.Limit, PositionOf(request.Since), request.Reverse));

    public static ApiCall Of(Wire.HistoryRemoveRequest request) => new ApiCall.HistoryRemove(request.Channel);

    public static ApiCall Of(Wire.ChannelsRequest request) => new ApiCall.ListChannels(request.Pattern);

    public static ApiCall Of(Wire.InfoRequest _) => new ApiCall.DescribeNodes();

    public static ApiCall Of(Wire.RPCRequest request) => new ApiCall.Rpc(request.Method);

    /// <summary>Null for a command that is none of these. The first counts, in the order of their numbers.</summary>
    public static ApiCall? Of(Wire.Command command) => command switch
    {
        { Publish: { } request } => Of(request),
        { Broadcast: { } request } => Of(request),
        { Subscribe: { } request } => Of(request),
        { Unsubscribe: { } request } => Of(request),
        { Disconnect: { } request } => Of(request),
        { Presence: { } request } => Of(request),
        { PresenceStats: { } request } => Of(request),
        { History: { } request } => Of(request),
        { HistoryRemove: { } request } => Of(request),
        { Info: { } request } => Of(request),
        { Rpc: { } request } => Of(request),
        { Refresh: { } request } => Of(request),
        { Channels: { } request } => Of(request),
        _ => null,
    };

    private static SessionTarget TargetOf(string user, string client, string session) => new(user) { Client = client, Secret = session };

    private static ApiPayload PayloadOf(ByteString plain, string base64) => new(plain.Memory, base64);

    private static PublishOptions OptionsOf(
        bool skipHistory, MapField<string, string> tags, string idempotencyKey, ulong version, string versionEpoch, bool delta) => new()
        {
            SkipHistory = skipHistory,
            Tags = tags.Count > 0 ? tags.ToDictionary() : null,
            IdempotencyKey = idempotencyKey,
            Version = version,
            VersionEpoch = versionEpoch,
            Delta = delta,
        };

    private static StreamPosition? PositionOf(Wire.StreamPosition? position) => position is null ? null : new(position.Offset, position.Epoch);

    private static DateTimeOffset? MomentOf(long seconds) => seconds == 0 ? null : UnixTime.At(seconds);
}
