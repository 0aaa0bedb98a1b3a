using Loquat.Protocol;
using Loquat.Realtime;
using Loquat.Server.Grpc;

namespace Loquat.Server.Proxy;

/// <summary>Answers what a Centrifugo in front of us asks, whichever way it asks: each event is a question to the application (section 26).</summary>
internal sealed class ProxyService(IRealtimeApp app)
{
    public async Task<Wire.ConnectResponse> ConnectAsync(Wire.ConnectRequest request, UnaryCall call)
    {
        var connection = new ProxiedConnection(request.Client, "", request.Transport, request.Protocol, call.Headers);
        var connect = new ConnectEvent(connection, new ConnectRequest
        {
            Data = Payload.Of(request.Data, request.B64Data),
            Name = request.Name,
            Version = request.Version,
            Subscriptions = request.Channels.Distinct().ToDictionary(channel => channel, _ => new SubscribeRequest()),
        });
        return await app.ConnectAsync(connect, call.CancellationToken) switch
        {
            ConnectAnswer.Accepted accepted => new() { Result = Answers.Of(accepted, Payload.IsBinary(request.Encoding)) },
            ConnectAnswer.Refused refused => new() { Error = Answers.Of(refused.Error) },
            ConnectAnswer.Closed closed => new() { Disconnect = Answers.Of(closed.Disconnect) },
            // Nothing at all sends the client on to Centrifugo's own rules for anonymous connections.
            _ => new(),
        };
    }

    public async Task<Wire.RefreshResponse> RefreshAsync(Wire.RefreshRequest request, UnaryCall call)
    {
        var connection = new ProxiedConnection(request.Client, request.User, request.Transport, request.Protocol, call.Headers);
        var answer = await app.RefreshAsync(new RefreshEvent(connection), call.CancellationToken);
        return new() { Result = Answers.Of(answer, Payload.IsBinary(request.Encoding)) };
    }

    public async Task<Wire.SubscribeResponse> SubscribeAsync(Wire.SubscribeRequest request, UnaryCall call)
    {
        var connection = new ProxiedConnection(request.Client, request.User, request.Transport, request.Protocol, call.Headers);
        var subscribe = new SubscribeEvent(connection, new SubscribeRequest
        {
            Channel = request.Channel,
            Token = request.Token,
            Data = Payload.Of(request.Data, request.B64Data),
        });
        return await app.SubscribeAsync(subscribe, call.CancellationToken) switch
        {
            SubscribeAnswer.Accepted accepted => new() { Result = Answers.Of(accepted.Options, Payload.IsBinary(request.Encoding)) },
            SubscribeAnswer.Refused refused => new() { Error = Answers.Of(refused.Error) },
            SubscribeAnswer.Closed closed => new() { Disconnect = Answers.Of(closed.Disconnect) },
            // Centrifugo takes an empty answer for a yes; no opinion is not one.
            _ => new() { Error = Answers.Of(ProtocolError.PermissionDenied) },
        };
    }

    public async Task<Wire.PublishResponse> PublishAsync(Wire.PublishRequest request, UnaryCall call)
    {
        var connection = new ProxiedConnection(request.Client, request.User, request.Transport, request.Protocol, call.Headers);
        var publish = new PublishEvent(connection, request.Channel, Payload.Of(request.Data, request.B64Data));
        return await app.PublishAsync(publish, call.CancellationToken) switch
        {
            PublishAnswer.Accepted accepted => new() { Result = Answers.Of(accepted, Payload.IsBinary(request.Encoding)) },
            PublishAnswer.Refused refused => new() { Error = Answers.Of(refused.Error) },
            PublishAnswer.Closed closed => new() { Disconnect = Answers.Of(closed.Disconnect) },
            _ => new() { Error = Answers.Of(ProtocolError.PermissionDenied) },
        };
    }

    public async Task<Wire.RPCResponse> RpcAsync(Wire.RPCRequest request, UnaryCall call)
    {
        var connection = new ProxiedConnection(request.Client, request.User, request.Transport, request.Protocol, call.Headers);
        var rpc = new RpcEvent(connection, request.Method, Payload.Of(request.Data, request.B64Data));
        return await app.RpcAsync(rpc, call.CancellationToken) switch
        {
            RpcAnswer.Result result => new() { Result = Answers.Of(result, Payload.IsBinary(request.Encoding)) },
            RpcAnswer.Refused refused => new() { Error = Answers.Of(refused.Error) },
            RpcAnswer.Closed closed => new() { Disconnect = Answers.Of(closed.Disconnect) },
            _ => new() { Error = Answers.Of(ProtocolError.Internal) },
        };
    }

    public async Task<Wire.SubRefreshResponse> SubRefreshAsync(Wire.SubRefreshRequest request, UnaryCall call)
    {
        var connection = new ProxiedConnection(request.Client, request.User, request.Transport, request.Protocol, call.Headers);
        var answer = await app.SubRefreshAsync(new SubRefreshEvent(connection, request.Channel), call.CancellationToken);
        return new() { Result = Answers.Of(answer, Payload.IsBinary(request.Encoding)) };
    }
}
