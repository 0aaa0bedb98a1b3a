using Loquat.Protocol;
using Loquat.Realtime;
using Wire = Loquat.Server.Proxy.Wire;

namespace Loquat.Server.EngineMode.Backends;

/// <summary>
/// The application of an engine that runs alone: each event goes to the backend that the settings name for it, and where they name none the
/// engine's own rules decide (section 26).
/// </summary>
internal sealed class BackendApp(BackendTable backends) : IRealtimeApp
{
    public async ValueTask<ConnectAnswer> ConnectAsync(ConnectEvent connect, CancellationToken cancellationToken)
    {
        if (backends.Connect is not { } backend)
            return new ConnectAnswer.Unknown();

        var response = await backend.AskAsync("Connect", Questions.Of(connect, backend), Wire.ConnectResponse.Parser, connect.Connection, cancellationToken);
        return Verdicts.Of(response, connect.Connection);
    }

    public async ValueTask<SubscribeAnswer> SubscribeAsync(SubscribeEvent subscribe, CancellationToken cancellationToken)
    {
        var asked = backends.OfChannel(subscribe.Request.Channel);
        if (asked.FeedsSubscriptions)
            return new SubscribeAnswer.Refused(ProtocolError.NotAvailable);
        if (asked.Subscribe is not { } backend)
            return new SubscribeAnswer.Unknown();

        var response = await backend.AskAsync("Subscribe", Questions.Of(subscribe, backend), Wire.SubscribeResponse.Parser, subscribe.Connection, cancellationToken);
        return Verdicts.Of(response, subscribe.Connection);
    }

    public async ValueTask<PublishAnswer> PublishAsync(PublishEvent publish, CancellationToken cancellationToken)
    {
        if (backends.OfChannel(publish.Channel).Publish is not { } backend)
            return new PublishAnswer.Unknown();

        var response = await backend.AskAsync("Publish", Questions.Of(publish, backend), Wire.PublishResponse.Parser, publish.Connection, cancellationToken);
        return Verdicts.Of(response);
    }

    public async ValueTask<RpcAnswer> RpcAsync(RpcEvent rpc, CancellationToken cancellationToken)
    {
        var (backend, refusal) = backends.OfMethod(rpc.Method);
        if (backend is null)
            return new RpcAnswer.Refused(refusal);

        var response = await backend.AskAsync("RPC", Questions.Of(rpc, backend), Wire.RPCResponse.Parser, rpc.Connection, cancellationToken);
        return Verdicts.Of(response, rpc.Connection);
    }

    public async ValueTask<RefreshAnswer> RefreshAsync(RefreshEvent refresh, CancellationToken cancellationToken)
    {
        if (backends.Refresh is not { } backend)
            return new RefreshAnswer.Expired();

        var response = await backend.AskAsync("Refresh", Questions.Of(refresh, backend), Wire.RefreshResponse.Parser, refresh.Connection, cancellationToken);
        return Verdicts.Of(response, refresh.Connection);
    }

    public async ValueTask<RefreshAnswer> SubRefreshAsync(SubRefreshEvent refresh, CancellationToken cancellationToken)
    {
        if (backends.OfChannel(refresh.Channel).SubRefresh is not { } backend)
            return new RefreshAnswer.Expired();

        var response = await backend.AskAsync("SubRefresh", Questions.Of(refresh, backend), Wire.SubRefreshResponse.Parser, refresh.Connection, cancellationToken);
        return Verdicts.Of(response, refresh.Connection);
    }

    public ValueTask UnsubscribedAsync(IConnection connection, string channel) => ValueTask.CompletedTask;

    public ValueTask DisconnectedAsync(IConnection connection, Disconnect disconnect) => ValueTask.CompletedTask;
}
