using System.Diagnostics;
using Loquat.Protocol;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.ServerApi;

/// <summary>Answers the server API's calls. HTTP, batches and gRPC differ only in how a call is written.</summary>
internal sealed class ApiCalls(Engine engine, Cluster cluster, IOptions<ServerApiOptions> options, ILogger<ApiCalls> logger)
{
    // So many publications of a broadcast are under way at a time.
    private const int BroadcastsAtOnce = 1024;

    public async Task<ApiReply> RunAsync(ApiCall call, CancellationToken cancellationToken)
    {
        try
        {
            return await AnswerAsync(call, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault)
        {
            ServerApiLog.CallFailed(logger, call.GetType().Name, fault);
            return ProtocolError.Internal;
        }
    }

    /// <summary>Every call's reply, in their order. One after another, unless <paramref name="parallel"/>.</summary>
    public async Task<ApiReply[]> RunAllAsync(IReadOnlyList<ApiCall?> calls, bool parallel, CancellationToken cancellationToken)
    {
        if (parallel)
            return await Task.WhenAll(calls.Select(call => RunOrRefuseAsync(call, cancellationToken)));

        var replies = new ApiReply[calls.Count];
        for (var i = 0; i < replies.Length; i++)
            replies[i] = await RunOrRefuseAsync(calls[i], cancellationToken);
        return replies;
    }

    private async Task<ApiReply> RunOrRefuseAsync(ApiCall? call, CancellationToken cancellationToken) =>
        call is null ? ApiErrors.NotFound : await RunAsync(call, cancellationToken);

    private async ValueTask<ApiReply> AnswerAsync(ApiCall call, CancellationToken cancellationToken) => call switch
    {
        ApiCall.Publish publish => await PublishAsync(publish.Channel, publish.Publication, cancellationToken),
        ApiCall.Broadcast broadcast => await BroadcastAsync(broadcast, cancellationToken),
        ApiCall.Subscribe subscribe => await SubscribeAsync(subscribe, cancellationToken),
        ApiCall.Unsubscribe unsubscribe => await UnsubscribeAsync(unsubscribe, cancellationToken),
        ApiCall.Disconnect disconnect => Disconnect(disconnect),
        ApiCall.Refresh refresh => await RefreshAsync(refresh, cancellationToken),
        ApiCall.Presence presence => await PresenceAsync(presence.Channel, cancellationToken),
        ApiCall.PresenceStats stats => await PresenceStatsAsync(stats.Channel, cancellationToken),
        ApiCall.History history => await HistoryAsync(history, cancellationToken),
        ApiCall.HistoryRemove remove => await RemoveHistoryAsync(remove.Channel, cancellationToken),
        ApiCall.ListChannels channels => ListChannels(channels.Pattern),
        ApiCall.DescribeNodes => new ApiResult.NodeList(cluster.Nodes),
        // Clients' methods need a client to call them; there are no others.
        ApiCall.Rpc rpc => rpc.Method.Length == 0 ? ProtocolError.BadRequest : ApiErrors.NotFound,
        _ => throw new UnreachableException(),
    };

    private async ValueTask<ApiReply> PublishAsync(string channel, ApiPublication publication, CancellationToken cancellationToken)
    {
        if (channel.Length == 0 || !publication.Data.TryDecode(out var data))
            return ProtocolError.BadRequest;

        var (position, refusal) = await engine.PublishAsync(channel, data, publication.Options, cancellationToken);
        return refusal is null ? new ApiResult.Published(position) : refusal;
    }

    private async ValueTask<ApiReply> BroadcastAsync(ApiCall.Broadcast broadcast, CancellationToken cancellationToken)
    {
        if (broadcast.Channels.Count == 0 || broadcast.Channels.Count > options.Value.MaxBroadcastChannels)
            return ProtocolError.BadRequest;

        var replies = new List<ApiReply>(broadcast.Channels.Count);
        foreach (var portion in broadcast.Channels.Chunk(BroadcastsAtOnce))
        {
            var publishing = portion.Select(channel => RunAsync(new ApiCall.Publish(channel, broadcast.Publication), cancellationToken));
            replies.AddRange(await Task.WhenAll(publishing));
        }
        return new ApiResult.Broadcast(replies);
    }

    private async ValueTask<ApiReply> SubscribeAsync(ApiCall.Subscribe call, CancellationToken cancellationToken)
    {
        if (call.Channel.Length == 0 || !call.Info.TryDecode(out var info) || !call.Data.TryDecode(out var data))
            return ProtocolError.BadRequest;

        var wanted = call.Options with { Info = info, Data = data };
        var refusal = await cluster.SubscribeAsync(call.Target, call.Channel, wanted, cancellationToken);
        return refusal is null ? ApiReply.Done : refusal;
    }

    /// <summary>Without a channel the clients are told of the end of nothing, as Centrifugo does, and keep what they have.</summary>
    private async ValueTask<ApiReply> UnsubscribeAsync(ApiCall.Unsubscribe call, CancellationToken cancellationToken)
    {
        if (engine.TraitsOf(call.Channel) is null)
            return ProtocolError.UnknownChannel;

        await cluster.UnsubscribeAsync(call.Target, call.Channel, cancellationToken);
        return ApiReply.Done;
    }

    private ApiReply Disconnect(ApiCall.Disconnect call)
    {
        var why = call.Why ?? Protocol.Disconnect.ForceDisconnect;
        if (!CloseReason.Fits(why))
            return ProtocolError.BadRequest;

        cluster.Disconnect(call.Target, CloseReason.Completed(why));
        return ApiReply.Done;
    }

    private async ValueTask<ApiReply> RefreshAsync(ApiCall.Refresh call, CancellationToken cancellationToken)
    {
        RefreshAnswer answer = call.Expired ? new RefreshAnswer.Expired() : new RefreshAnswer.Extended(call.ExpireAt, call.Info);
        await cluster.RefreshAsync(call.Target, answer, cancellationToken);
        return ApiReply.Done;
    }

    private async ValueTask<ApiReply> PresenceAsync(string channel, CancellationToken cancellationToken) =>
        RefusalOf(channel, traits => traits.Presence) is { } refusal
            ? refusal
            : new ApiResult.Presence((await engine.PresenceAsync(channel, cancellationToken))!);

    private async ValueTask<ApiReply> PresenceStatsAsync(string channel, CancellationToken cancellationToken) =>
        RefusalOf(channel, traits => traits.Presence) is { } refusal
            ? refusal
            : new ApiResult.PresenceStats((await engine.PresenceStatsAsync(channel, cancellationToken))!.Value);

    private async ValueTask<ApiReply> HistoryAsync(ApiCall.History call, CancellationToken cancellationToken)
    {
        if (RefusalOf(call.Channel, traits => traits.History) is { } unavailable)
            return unavailable;
        // Centrifugo's callers know this as 100, though it is the request that is wrong.
        if (call.Query is { Reverse: true, Since.Offset: 0 })
            return ProtocolError.Internal;

        var (result, refusal) = await engine.HistoryAsync(call.Channel, call.Query, cancellationToken);
        return refusal is null ? new ApiResult.History(result!) : refusal;
    }

    private async ValueTask<ApiReply> RemoveHistoryAsync(string channel, CancellationToken cancellationToken)
    {
        if (RefusalOf(channel, traits => traits is { History: true, IsLog: false }) is { } refusal)
            return refusal;

        await engine.RemoveHistoryAsync(channel, cancellationToken);
        return ApiReply.Done;
    }

    private ApiReply ListChannels(string pattern) =>
        ChannelGlob.TryParse(pattern) is { } glob ? new ApiResult.ChannelList(engine.ListChannels(glob.Matches)) : ProtocolError.Internal;

    private ProtocolError? RefusalOf(string channel, Func<ChannelTraits, bool> suffices)
    {
        if (channel.Length == 0)
            return ProtocolError.BadRequest;
        if (engine.TraitsOf(channel) is not { } traits)
            return ProtocolError.UnknownChannel;
        return suffices(traits) ? null : ProtocolError.NotAvailable;
    }
}
