using Google.Protobuf;
using Loquat.Protocol;
using Loquat.Realtime;

namespace Loquat.Server.Proxy;

/// <summary>The application's answers in the proxy's messages.</summary>
internal static class Answers
{
    private static readonly Dictionary<string, string> NoTags = [];

    public static Wire.Error Of(ProtocolError error) => new() { Code = error.Code, Message = error.Message, Temporary = error.Temporary };

    public static Wire.Disconnect Of(Disconnect disconnect) => new() { Code = disconnect.Code, Reason = disconnect.Reason };

    public static Wire.ConnectResult Of(ConnectAnswer.Accepted answer, bool binary)
    {
        var result = new Wire.ConnectResult
        {
            User = answer.User,
            ExpireAt = SecondsOf(answer.ExpireAt),
            Info = Payload.Plain(answer.Info, binary),
            B64Info = Payload.Base64(answer.Info, binary),
            Data = Payload.Plain(answer.Data, binary),
            B64Data = Payload.Base64(answer.Data, binary),
            Meta = UnsafeByteOperations.UnsafeWrap(answer.Meta),
        };

        // The short form, unless a channel needs the other one.
        if (answer.Subscriptions.Values.All(options => options == SubscribeOptions.Default))
            result.Channels.Add(answer.Subscriptions.Keys);
        else
            foreach (var (channel, options) in answer.Subscriptions)
                result.Subs[channel] = Of(options, binary);

        return result;
    }

    public static Wire.SubscribeOptions Of(SubscribeOptions options, bool binary) => new()
    {
        ExpireAt = SecondsOf(options.ExpireAt),
        Info = Payload.Plain(options.Info, binary),
        B64Info = Payload.Base64(options.Info, binary),
        Data = Payload.Plain(options.Data, binary),
        B64Data = Payload.Base64(options.Data, binary),
        Override = OverrideOf(options),
    };

    public static Wire.PublishResult Of(PublishAnswer.Accepted answer, bool binary)
    {
        var result = new Wire.PublishResult
        {
            Data = Payload.Plain(answer.Data, binary),
            B64Data = Payload.Base64(answer.Data, binary),
            SkipHistory = answer.Options.SkipHistory,
            IdempotencyKey = answer.Options.IdempotencyKey,
            Version = answer.Options.Version,
            VersionEpoch = answer.Options.VersionEpoch,
        };
        foreach (var (key, value) in answer.Options.Tags ?? NoTags)
            result.Tags[key] = value;

        return result;
    }

    public static Wire.RPCResult Of(RpcAnswer.Result answer, bool binary) =>
        new() { Data = Payload.Plain(answer.Data, binary), B64Data = Payload.Base64(answer.Data, binary) };

    public static Wire.RefreshResult Of(RefreshAnswer answer, bool binary) => answer is RefreshAnswer.Extended extended
        ? new()
        {
            ExpireAt = SecondsOf(extended.ExpireAt),
            Info = Payload.Plain(extended.Info, binary),
            B64Info = Payload.Base64(extended.Info, binary),
        }
        : new() { Expired = true };

    private static long SecondsOf(DateTimeOffset? time) => time?.ToUnixTimeSeconds() ?? 0;

    private static Wire.SubscribeOptionOverride? OverrideOf(SubscribeOptions options)
    {
        var overridden = new Wire.SubscribeOptionOverride
        {
            Presence = Of(options.Presence),
            JoinLeave = Of(options.JoinLeave),
            ForceRecovery = Of(options.Recoverable),
            ForcePositioning = Of(options.Positioned),
            ForcePushJoinLeave = Of(options.ForcePushJoinLeave),
        };
        return overridden.CalculateSize() == 0 ? null : overridden;
    }

    private static Wire.BoolValue? Of(bool? value) => value is { } set ? new() { Value = set } : null;
}
