using Google.Protobuf;
using Loquat.Protocol;
using Loquat.Realtime;
using Wire = Loquat.Server.Proxy.Wire;

namespace Loquat.Server.EngineMode.Backends;

/// <summary>A backend's answers as the engine understands them (section 26.4). What is forbidden there to send is not looked for.</summary>
internal static class Verdicts
{
    private static readonly long LatestSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    public static ConnectAnswer Of(Wire.ConnectResponse response, IConnection connection) => response switch
    {
        { Disconnect: { } disconnect } => new ConnectAnswer.Closed(Of(disconnect)),
        { Error: { } error } => new ConnectAnswer.Refused(Of(error)),
        { Result: { } result } => Of(result, connection),
        // Without credentials the engine's own rules for connections without a token decide.
        _ => new ConnectAnswer.Unknown(),
    };

    public static SubscribeAnswer Of(Wire.SubscribeResponse response, IConnection connection) => response switch
    {
        { Disconnect: { } disconnect } => new SubscribeAnswer.Closed(Of(disconnect)),
        { Error: { } error } => new SubscribeAnswer.Refused(Of(error)),
        _ => new SubscribeAnswer.Accepted(response.Result is { } result ? Of(result, connection) : SubscribeOptions.Default),
    };

    public static PublishAnswer Of(Wire.PublishResponse response) => response switch
    {
        { Disconnect: { } disconnect } => new PublishAnswer.Closed(Of(disconnect)),
        { Error: { } error } => new PublishAnswer.Refused(Of(error)),
        { Result: { } result } => new PublishAnswer.Accepted(Bytes(result.Data, result.B64Data)) { Options = OptionsOf(result) },
        _ => new PublishAnswer.Accepted(),
    };

    public static RpcAnswer Of(Wire.RPCResponse response, IConnection connection) => response switch
    {
        { Disconnect: { } disconnect } => new RpcAnswer.Closed(Of(disconnect)),
        { Error: { } error } => new RpcAnswer.Refused(Of(error)),
        _ => new RpcAnswer.Result(response.Result is { } result ? Sendable(result.Data, result.B64Data, connection) : default),
    };

    public static RefreshAnswer Of(Wire.RefreshResponse response, IConnection connection) => Of(response, response.Result, connection);

    public static RefreshAnswer Of(Wire.SubRefreshResponse response, IConnection connection) => Of(response, response.Result, connection);

    private static RefreshAnswer Of(Wire.IBackendResponse response, Wire.RefreshResult? result, IConnection connection)
    {
        // There is no command that could be answered with them.
        if (response.Disconnect is { } disconnect)
            throw new BackendException($"A refresh was answered with disconnect {disconnect.Code}: {disconnect.Reason}");
        if (response.Error is { } error)
            throw new BackendException($"A refresh was answered with error {error.Code}: {error.Message}");

        return result is null or { Expired: true }
            ? new RefreshAnswer.Expired()
            : new RefreshAnswer.Extended(TimeOf(result.ExpireAt), Sendable(result.Info, result.B64Info, connection));
    }

    private static ConnectAnswer.Accepted Of(Wire.ConnectResult result, IConnection connection)
    {
        var subscriptions = result.Channels.Distinct().ToDictionary(channel => channel, _ => SubscribeOptions.Default);
        foreach (var (channel, options) in result.Subs)
            subscriptions[channel] = Of(options, connection);

        return new ConnectAnswer.Accepted(result.User)
        {
            Data = Sendable(result.Data, result.B64Data, connection),
            Info = Sendable(result.Info, result.B64Info, connection),
            Meta = result.Meta.Memory,
            ExpireAt = TimeOf(result.ExpireAt),
            RefreshByClient = true,
            Subscriptions = subscriptions,
        };
    }

    private static SubscribeOptions Of(Wire.SubscribeOptions options, IConnection connection) => new()
    {
        Presence = options.Override?.Presence?.Value,
        JoinLeave = options.Override?.JoinLeave?.Value,
        ForcePushJoinLeave = options.Override?.ForcePushJoinLeave?.Value,
        Recoverable = options.Override?.ForceRecovery?.Value,
        Positioned = options.Override?.ForcePositioning?.Value,
        Info = Sendable(options.Info, options.B64Info, connection),
        Data = Sendable(options.Data, options.B64Data, connection),
        ExpireAt = TimeOf(options.ExpireAt),
        RefreshByClient = true,
    };

    private static PublishOptions OptionsOf(Wire.PublishResult result) => new()
    {
        SkipHistory = result.SkipHistory,
        IdempotencyKey = result.IdempotencyKey,
        Version = result.Version,
        VersionEpoch = result.VersionEpoch,
        Tags = result.Tags.Count > 0 ? result.Tags : null,
    };

    private static ProtocolError Of(Wire.Error error) => new(error.Code, error.Message, error.Temporary);

    private static Disconnect Of(Wire.Disconnect disconnect) => new(disconnect.Code, disconnect.Reason);

    /// <summary>One payload that is no JSON would break the message it stands in.</summary>
    private static ReadOnlyMemory<byte> Sendable(ByteString data, string base64, IConnection connection)
    {
        var bytes = Bytes(data, base64);
        return bytes.IsEmpty || connection.Encoding == WireEncoding.Protobuf || Payload.IsJson(bytes.Span)
            ? bytes
            : throw new BackendException("The answer for a JSON connection holds a payload that is no JSON.");
    }

    private static ReadOnlyMemory<byte> Bytes(ByteString data, string base64)
    {
        try
        {
            return base64.Length > 0 ? Convert.FromBase64String(base64) : data.Memory;
        }
        catch (FormatException exception)
        {
            throw new BackendException("The answer holds a payload that is not base64.", exception);
        }
    }

    private static DateTimeOffset? TimeOf(long seconds) => seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(seconds, 0, LatestSecond));
}
