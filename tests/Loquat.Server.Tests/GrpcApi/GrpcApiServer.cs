using System.Net;
using Google.Protobuf;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;
using Loquat.Realtime.AspNetCore.ServerApi;
using Loquat.Server.Grpc;
using Loquat.Server.GrpcApi;
using Loquat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Server.Tests.GrpcApi;

/// <summary>An engine with one listener for its clients and one for its API, on real sockets, and a caller of the API.</summary>
internal sealed class GrpcApiServer : IAsyncDisposable
{
    private readonly WebApplication _host;
    private readonly HttpClient _http;

    private GrpcApiServer(WebApplication host)
    {
        _host = host;
        var addresses = host.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.ToList();
        Own = new Uri(addresses[0]);
        _http = new HttpClient { BaseAddress = new Uri(addresses[1]) };
    }

    /// <summary>Where the clients connect.</summary>
    public Uri Own { get; }

    public static async Task<GrpcApiServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var builder = WebApplication.CreateEmptyBuilder(new());
        builder.Configuration.AddInMemoryCollection([new("GrpcApi:Enabled", "true"), new("GrpcApi:Address", "127.0.0.1:0")]);
        builder.Configuration.AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create(pair.Key, (string?)pair.Value)));
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRealtime(options =>
        {
            options.AllowAnonymousConnectWithoutToken = true;
            options.Namespaces["open"] = new ChannelOptions { AllowSubscribeForClient = true, AllowSubscribeForAnonymous = true };
            options.Namespaces["hist"] = new ChannelOptions { HistorySize = 10, HistoryTtl = TimeSpan.FromMinutes(5), Presence = true };
        });
        builder.Services.AddServerApi(options => options.Key = "of-the-http-form");
        builder.Services.AddGrpcApi();
        var host = builder.Build();
        host.UseGrpcApi();
        host.MapRealtime();
        await host.StartAsync(TestContext.Current.CancellationToken);
        return new GrpcApiServer(host);
    }

    public Task<ProtocolClient> ConnectAsync() => ProtocolClient.ConnectAsync(new Uri($"{Own}connection/websocket"));

    public Task<TResponse> CallAsync<TResponse>(string method, IMessage request, params (string Key, string Value)[] metadata)
        where TResponse : IMessage<TResponse>, new() =>
        new UnaryGrpcClient(_http).CallAsync(
            $"/centrifugal.centrifugo.api.CentrifugoApi/{method}", request, new MessageParser<TResponse>(() => new TResponse()),
            metadata.Select(pair => KeyValuePair.Create(pair.Key, pair.Value)), TimeSpan.FromSeconds(20),
            TestContext.Current.CancellationToken).Within($"{method} is answered");

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }
}
