using System.Collections.Frozen;
using Loquat.Protocol;

namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>A method's name, and how its request is read from JSON.</summary>
internal sealed record ApiMethod(string Name, Func<ApiFields, ApiCall> Read)
{
    public static readonly IReadOnlyList<ApiMethod> All =
    [
        new("publish", fields => new ApiCall.Publish(fields.Text("channel"), PublicationIn(fields))),
        new("broadcast", fields => new ApiCall.Broadcast(fields.Texts("channels"), PublicationIn(fields))),
        new("subscribe", ReadSubscribe),
        new("unsubscribe", fields => new ApiCall.Unsubscribe(TargetIn(fields), fields.Text("channel"))),
        new("disconnect", fields => new ApiCall.Disconnect(TargetIn(fields) with { Except = fields.Texts("whitelist") }, DisconnectIn(fields.Object("disconnect")))),
        new("refresh", fields => new ApiCall.Refresh(TargetIn(fields), fields.Flag("expired"), fields.Moment("expire_at"), fields.Raw("info"))),
        new("presence", fields => new ApiCall.Presence(fields.Text("channel"))),
        new("presence_stats", fields => new ApiCall.PresenceStats(fields.Text("channel"))),
        new("history", ReadHistory),
        new("history_remove", fields => new ApiCall.HistoryRemove(fields.Text("channel"))),
        new("channels", fields => new ApiCall.ListChannels(fields.Text("pattern"))),
        new("info", _ => new ApiCall.DescribeNodes()),
        new("rpc", fields => new ApiCall.Rpc(fields.Text("method"))),
    ];

    private static readonly FrozenDictionary<string, ApiMethod> ByName = All.ToFrozenDictionary(method => method.Name);

    public static ApiMethod? Find(string name) => ByName.GetValueOrDefault(name);

    private static ApiCall.Subscribe ReadSubscribe(ApiFields fields)
    {
        var decided = fields.Object("override");
        var options = new SubscribeOptions
        {
            ExpireAt = fields.Moment("expire_at"),
            RecoverSince = PositionIn(fields.Object("recover_since")),
            Presence = Decision("presence"),
            JoinLeave = Decision("join_leave"),
            Recoverable = Decision("force_recovery"),
            Positioned = Decision("force_positioning"),
            ForcePushJoinLeave = Decision("force_push_join_leave"),
        };
        return new ApiCall.Subscribe(
            TargetIn(fields), fields.Text("channel"), PayloadIn(fields, "info"), PayloadIn(fields, "data"), options);

        bool? Decision(string name) => decided?.Object(name)?.Flag("value");
    }

    private static ApiCall.History ReadHistory(ApiFields fields) => new(
        fields.Text("channel"), new HistoryQuery(fields.Int("limit"), PositionIn(fields.Object("since")), fields.Flag("reverse")));

    private static SessionTarget TargetIn(ApiFields fields) =>
        new(fields.Text("user")) { Client = fields.Text("client"), Secret = fields.Text("session") };

    private static Disconnect? DisconnectIn(ApiFields? fields) =>
        fields is { } disconnect ? new Disconnect(disconnect.UInt("code"), disconnect.Text("reason")) : null;

    private static StreamPosition? PositionIn(ApiFields? fields) =>
        fields is { } position ? new StreamPosition(position.ULong("offset"), position.Text("epoch")) : null;

    private static ApiPayload PayloadIn(ApiFields fields, string name) => new(fields.Raw(name), fields.Text("b64" + name));

    private static ApiPublication PublicationIn(ApiFields fields) => new(PayloadIn(fields, "data"), new PublishOptions
    {
        SkipHistory = fields.Flag("skip_history"),
        Tags = fields.Map("tags"),
        IdempotencyKey = fields.Text("idempotency_key"),
        Version = fields.ULong("version"),
        VersionEpoch = fields.Text("version_epoch"),
        Delta = fields.Flag("delta"),
    });
}
