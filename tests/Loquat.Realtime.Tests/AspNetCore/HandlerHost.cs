using System.Text;
using Loquat.Protocol;
using Loquat.Realtime.AspNetCore;
using Loquat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>An application whose handlers are asked as the engine asks them, without a server.</summary>
internal sealed class HandlerHost : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly IRealtimeApp _realtime;

    public HandlerHost(Action<WebApplication> map, Action<IServiceCollection>? addServices = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Services.AddRealtime();
        addServices?.Invoke(builder.Services);
        _app = builder.Build();
        map(_app);
        _realtime = _app.Services.GetRequiredService<IRealtimeApp>();
    }

    public FarConnection Connection { get; } = new();

    /// <summary>The events that are only told, without more words.</summary>
    public IRealtimeApp App => _realtime;

    public Task<RpcAnswer> RpcAsync(string method, string data = "") =>
        _realtime.RpcAsync(new RpcEvent(Connection, method, Encoding.UTF8.GetBytes(data)), TestContext.Current.CancellationToken).AsTask().Within("the RPC is answered");

    public async Task<string> ResultOfAsync(string method, string data = "") => Encoding.UTF8.GetString(Assert.IsType<RpcAnswer.Result>(await RpcAsync(method, data)).Data.Span);

    public async Task<ProtocolError> RefusalOfAsync(string method, string data = "") => Assert.IsType<RpcAnswer.Refused>(await RpcAsync(method, data)).Error;

    public Task<ConnectAnswer> ConnectAsync(string data = "") =>
        _realtime.ConnectAsync(new ConnectEvent(Connection, new ConnectRequest { Data = Encoding.UTF8.GetBytes(data) }), TestContext.Current.CancellationToken).AsTask()
            .Within("the connect is answered");

    public Task<SubscribeAnswer> SubscribeAsync(string channel) =>
        _realtime.SubscribeAsync(new SubscribeEvent(Connection, new SubscribeRequest { Channel = channel }), TestContext.Current.CancellationToken).AsTask()
            .Within("the subscribe is answered");

    public Task<PublishAnswer> PublishAsync(string channel, string data) =>
        _realtime.PublishAsync(new PublishEvent(Connection, channel, Encoding.UTF8.GetBytes(data)), TestContext.Current.CancellationToken).AsTask()
            .Within("the publish is answered");

    public Task UnsubscribedAsync(string channel) => _realtime.UnsubscribedAsync(Connection, channel).AsTask().Within("the unsubscribe is told");

    public Task DisconnectedAsync(Disconnect disconnect) => _realtime.DisconnectedAsync(Connection, disconnect).AsTask().Within("the disconnect is told");

    public ValueTask DisposeAsync() => _app.DisposeAsync();
}

/// <summary>A connection that another server holds: all that an application may rely on.</summary>
internal sealed class FarConnection : IConnection
{
    public string Id => "c1";
    public string User => "alice";
    public string Transport => "websocket";
    public WireEncoding Encoding => WireEncoding.Json;
    public ClientRequest Request => ClientRequest.Empty;
    public object? State => null;
}
