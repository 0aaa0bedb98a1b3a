using Google.Protobuf;
using Loquat.Protocol;
using Loquat.Realtime.AspNetCore.ServerApi;
using Loquat.Server.Grpc;
using Microsoft.Extensions.Options;

namespace Loquat.Server.GrpcApi;

/// <summary>The server API's gRPC form (section 25.2): the same calls as over HTTP.</summary>
internal sealed class GrpcApiService(ApiCalls calls, IOptions<GrpcApiOptions> options, IOptions<ServerApiOptions> limits)
{
    private const string Service = "centrifugal.centrifugo.api.CentrifugoApi";

    private readonly ApiKey _key = new(options.Value.Key);

    public void Map(IEndpointRouteBuilder endpoints) => endpoints.MapGrpcService(Service, options.Value.MaxRequestBytes, service => service
        .Unary<Wire.BatchRequest, Wire.BatchResponse>("Batch", RunBatchAsync)
        .Unary<Wire.PublishRequest, Wire.PublishResponse>("Publish", Answer<Wire.PublishRequest, Wire.PublishResponse, ApiResult.Published>(
            WireCalls.Of, result => new() { Result = WireResults.Of(result) }, error => new() { Error = error }))
        .Unary<Wire.BroadcastRequest, Wire.BroadcastResponse>("Broadcast", Answer<Wire.BroadcastRequest, Wire.BroadcastResponse, ApiResult.Broadcast>(
            WireCalls.Of, result => new() { Result = WireResults.Of(result) }, error => new() { Error = error }))
        .Unary<Wire.SubscribeRequest, Wire.SubscribeResponse>("Subscribe", Answer<Wire.SubscribeRequest, Wire.SubscribeResponse, ApiResult>(
            WireCalls.Of, _ => new() { Result = new() }, error => new() { Error = error }))
        .Unary<Wire.UnsubscribeRequest, Wire.UnsubscribeResponse>("Unsubscribe", Answer<Wire.UnsubscribeRequest, Wire.UnsubscribeResponse, ApiResult>(
            WireCalls.Of, _ => new() { Result = new() }, error => new() { Error = error }))
        .Unary<Wire.DisconnectRequest, Wire.DisconnectResponse>("Disconnect", Answer<Wire.DisconnectRequest, Wire.DisconnectResponse, ApiResult>(
            WireCalls.Of, _ => new() { Result = new() }, error => new() { Error = error }))
        .Unary<Wire.RefreshRequest, Wire.RefreshResponse>("Refresh", Answer<Wire.RefreshRequest, Wire.RefreshResponse, ApiResult>(
            WireCalls.Of, _ => new() { Result = new() }, error => new() { Error = error }))
        .Unary<Wire.PresenceRequest, Wire.PresenceResponse>("Presence", Answer<Wire.PresenceRequest, Wire.PresenceResponse, ApiResult.Presence>(
            WireCalls.Of, result => new() { Result = WireResults.Of(result) }, error => new() { Error = error }))
        .Unary<Wire.PresenceStatsRequest, Wire.PresenceStatsResponse>(
            "PresenceStats", Answer<Wire.PresenceStatsRequest, Wire.PresenceStatsResponse, ApiResult.PresenceStats>(
                WireCalls.Of, result => new() { Result = WireResults.Of(result) }, error => new() { Error = error }))
        .Unary<Wire.HistoryRequest, Wire.HistoryResponse>("History", Answer<Wire.HistoryRequest, Wire.HistoryResponse, ApiResult.History>(
            WireCalls.Of, result => new() { Result = WireResults.Of(result) }, error => new() { Error = error }))
        .Unary<Wire.HistoryRemoveRequest, Wire.HistoryRemoveResponse>(
            "HistoryRemove", Answer<Wire.HistoryRemoveRequest, Wire.HistoryRemoveResponse, ApiResult>(
                WireCalls.Of, _ => new() { Result = new() }, error => new() { Error = error }))
        .Unary<Wire.ChannelsRequest, Wire.ChannelsResponse>("Channels", Answer<Wire.ChannelsRequest, Wire.ChannelsResponse, ApiResult.ChannelList>(
            WireCalls.Of, result => new() { Result = WireResults.Of(result) }, error => new() { Error = error }))
        .Unary<Wire.InfoRequest, Wire.InfoResponse>("Info", Answer<Wire.InfoRequest, Wire.InfoResponse, ApiResult.NodeList>(
            WireCalls.Of, result => new() { Result = WireResults.Of(result) }, error => new() { Error = error }))
        .Unary<Wire.RPCRequest, Wire.RPCResponse>("RPC", Answer<Wire.RPCRequest, Wire.RPCResponse, ApiResult>(
            WireCalls.Of, _ => new() { Result = new() }, error => new() { Error = error })));

    private UnaryMethod<TRequest, TResponse> Answer<TRequest, TResponse, TResult>(
        Func<TRequest, ApiCall> callOf, Func<TResult, TResponse> succeed, Func<Wire.Error, TResponse> fail)
        where TRequest : IMessage<TRequest>
        where TResponse : IMessage<TResponse>
        where TResult : ApiResult =>
        async (request, call) =>
        {
            Admit(call);
            var reply = await calls.RunAsync(callOf(request), call.CancellationToken);
            if (reply.Error is not { } error)
                return succeed((TResult)reply.Result!);
            if (options.Value.ErrorMode == ServerApiErrorMode.Transport || call.Headers["x-centrifugo-error-mode"] == "transport")
                throw new GrpcException(StatusOf(error), error.Message);
            return fail(WireResults.Of(error));
        };

    private async Task<Wire.BatchResponse> RunBatchAsync(Wire.BatchRequest request, UnaryCall call)
    {
        Admit(call);
        if (request.Commands.Count > limits.Value.MaxBatchCommands)
            throw new GrpcException(GrpcStatusCode.InvalidArgument, $"A batch has at most {limits.Value.MaxBatchCommands} commands.");

        var asked = request.Commands.Select(WireCalls.Of).ToList();
        var replies = await calls.RunAllAsync(asked, request.Parallel, call.CancellationToken);
        return new() { Replies = { asked.Zip(replies, WireResults.Of) } };
    }

    private void Admit(UnaryCall call)
    {
        if (options.Value.Key.Length > 0 && !_key.IsAuthorization(call.Headers.Authorization))
            throw new GrpcException(GrpcStatusCode.Unauthenticated, "The key is missing or wrong.");
    }

    private static GrpcStatusCode StatusOf(ProtocolError error) => error.Code switch
    {
        102 or 104 => GrpcStatusCode.NotFound,
        107 or 108 => GrpcStatusCode.InvalidArgument,
        112 => GrpcStatusCode.OutOfRange,
        113 => GrpcStatusCode.AlreadyExists,
        _ => GrpcStatusCode.Internal,
    };
}
