using Google.Protobuf;
using Loquat.Protocol;
using Loquat.Realtime;
using Wire = Loquat.Server.Proxy.Wire;

namespace Loquat.Server.Tests.Proxy;

/// <summary>Answers as the application did that the transcripts were recorded with, and remembers what it was asked.</summary>
internal sealed class RecordedApp : IRealtimeApp
{
    /// <summary>The recorded answer, or null where the recorded application failed.</summary>
    public IMessage? Answer { get; set; }

    public object? Asked { get; private set; }

    public ValueTask<ConnectAnswer> ConnectAsync(ConnectEvent connect, CancellationToken cancellationToken) => Next<Wire.ConnectResponse>(connect) switch
    {
        { Error: { } error } => new(new ConnectAnswer.Refused(Of(error))),
        { Disconnect: { } disconnect } => new(new ConnectAnswer.Closed(Of(disconnect))),
        { Result: { } result } => new(new ConnectAnswer.Accepted(result.User)
        {
            Data = Of(result.Data, result.B64Data),
            Info = Of(result.Info, result.B64Info),
            ExpireAt = Of(result.ExpireAt),
            Meta = result.Meta.Memory,
            Subscriptions = result.Subs.Count > 0
                ? result.Subs.ToDictionary(sub => sub.Key, sub => Of(sub.Value))
                : result.Channels.ToDictionary(channel => channel, _ => SubscribeOptions.Default),
        }),
        _ => new(new ConnectAnswer.Unknown()),
    };

    public ValueTask<SubscribeAnswer> SubscribeAsync(SubscribeEvent subscribe, CancellationToken cancellationToken) =>
        Next<Wire.SubscribeResponse>(subscribe) switch
        {
            { Error: { } error } => new(new SubscribeAnswer.Refused(Of(error))),
            { Disconnect: { } disconnect } => new(new SubscribeAnswer.Closed(Of(disconnect))),
            { Result: { } result } => new(new SubscribeAnswer.Accepted(Of(result))),
            _ => new(new SubscribeAnswer.Accepted(SubscribeOptions.Default)),
        };

    public ValueTask<PublishAnswer> PublishAsync(PublishEvent publish, CancellationToken cancellationToken) => Next<Wire.PublishResponse>(publish) switch
    {
        { Error: { } error } => new(new PublishAnswer.Refused(Of(error))),
        { Disconnect: { } disconnect } => new(new PublishAnswer.Closed(Of(disconnect))),
        { Result: { } result } => new(new PublishAnswer.Accepted(Of(result.Data, result.B64Data))
        {
            Options = new PublishOptions
            {
                SkipHistory = result.SkipHistory,
                IdempotencyKey = result.IdempotencyKey,
                Version = result.Version,
                VersionEpoch = result.VersionEpoch,
                Tags = result.Tags,
            },
        }),
        _ => new(new PublishAnswer.Accepted()),
    };

    public ValueTask<RpcAnswer> RpcAsync(RpcEvent rpc, CancellationToken cancellationToken) => Next<Wire.RPCResponse>(rpc) switch
    {
        { Error: { } error } => new(new RpcAnswer.Refused(Of(error))),
        { Disconnect: { } disconnect } => new(new RpcAnswer.Closed(Of(disconnect))),
        { Result: { } result } => new(new RpcAnswer.Result(Of(result.Data, result.B64Data))),
        _ => new(new RpcAnswer.Result(default)),
    };

    public ValueTask<RefreshAnswer> RefreshAsync(RefreshEvent refresh, CancellationToken cancellationToken) =>
        new(Of(Next<Wire.RefreshResponse>(refresh).Result));

    public ValueTask<RefreshAnswer> SubRefreshAsync(SubRefreshEvent refresh, CancellationToken cancellationToken) =>
        new(Of(Next<Wire.SubRefreshResponse>(refresh).Result));

    public ValueTask UnsubscribedAsync(IConnection connection, string channel) => throw new NotSupportedException();

    public ValueTask DisconnectedAsync(IConnection connection, Disconnect disconnect) => throw new NotSupportedException();

    private static ProtocolError Of(Wire.Error error) => new(error.Code, error.Message, error.Temporary);

    private static Disconnect Of(Wire.Disconnect disconnect) => new(disconnect.Code, disconnect.Reason);

    private static ReadOnlyMemory<byte> Of(ByteString payload, string base64) => base64.Length > 0 ? Convert.FromBase64String(base64) : payload.Memory;

    private static DateTimeOffset? Of(long seconds) => seconds == 0 ? null : DateTimeOffset.FromUnixTimeSeconds(seconds);

    private static SubscribeOptions Of(Wire.SubscribeOptions options) => new()
    {
        Data = Of(options.Data, options.B64Data),
        Info = Of(options.Info, options.B64Info),
        ExpireAt = Of(options.ExpireAt),
        Presence = options.Override?.Presence?.Value,
        JoinLeave = options.Override?.JoinLeave?.Value,
        ForcePushJoinLeave = options.Override?.ForcePushJoinLeave?.Value,
        Recoverable = options.Override?.ForceRecovery?.Value,
        Positioned = options.Override?.ForcePositioning?.Value,
    };

    private static RefreshAnswer Of(Wire.RefreshResult? result) => result is null or { Expired: true }
        ? new RefreshAnswer.Expired()
        : new RefreshAnswer.Extended(Of(result.ExpireAt), Of(result.Info, result.B64Info));

    private T Next<T>(object asked) where T : class, IMessage
    {
        Asked = asked;
        return Answer as T ?? throw new InvalidOperationException("A secret of the application.");
    }
}
