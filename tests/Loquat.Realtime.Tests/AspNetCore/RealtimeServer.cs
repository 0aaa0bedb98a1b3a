using System.Diagnostics.Metrics;
using System.Net;
using Loquat.Realtime.AspNetCore;
using Loquat.Realtime.AspNetCore.Epoll;
using Loquat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>What a test wants to be different about its server.</summary>
internal sealed record ServerSetup
{
    public Action<RealtimeOptions> Realtime { get; init; } = _ => { };
    public Action<RealtimeHttpOptions> Http { get; init; } = _ => { };
    public Action<IServiceCollection> Services { get; init; } = _ => { };
    public Action<WebApplication> Map { get; init; } = app => app.MapRealtime();
    public Action<ListenOptions> Listen { get; init; } = _ => { };
    public string Scheme { get; init; } = "http";

    /// <summary>The sockets are the engine's, not Kestrel's; null for what is so by default.</summary>
    public bool? OnLoops { get; init; }
}

/// <summary>A real Kestrel on a free port with the engine in it: everybody may connect, and do what they like in namespace "open".</summary>
internal sealed class RealtimeServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly string _scheme;

    private readonly OpenConnections _connections;

    private RealtimeServer(WebApplication app, string scheme)
    {
        (_app, _scheme) = (app, scheme);
        _connections = new OpenConnections(app.Services.GetRequiredService<IMeterFactory>());
    }

    public Uri Url => new($"{_scheme}://{new Uri(_app.Urls.Single()).Authority}/connection/websocket");

    public Engine Engine => _app.Services.GetRequiredService<Engine>();

    internal EpollListenerFactory Loops => _app.Services.GetRequiredService<EpollListenerFactory>();

    /// <summary>How many upgrades went through the HTTP layer.</summary>
    public int HttpRequests { get; private set; }

    public static async Task<RealtimeServer> StartAsync(ServerSetup? setup = null)
    {
        setup ??= new ServerSetup();
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseKestrelHttpsConfiguration();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0, listen => setup.Listen(listen)));
        builder.Services.AddRealtime(options =>
        {
            options.AllowAnonymousConnectWithoutToken = true;
            options.Namespaces["open"] = new ChannelOptions
            {
                AllowSubscribeForClient = true,
                AllowSubscribeForAnonymous = true,
                AllowPublishForClient = true,
                AllowPublishForAnonymous = true,
            };
            setup.Realtime(options);
        });
        builder.Services.Configure<RealtimeHttpOptions>(options =>
        {
            options.ShutdownSpread = TimeSpan.Zero;
            options.Epoll.Enabled = setup.OnLoops ?? options.Epoll.Enabled;
            setup.Http(options);
        });
        setup.Services(builder.Services);

        var app = builder.Build();
        var server = new RealtimeServer(app, setup.Scheme);
        app.Use((context, next) =>
        {
            server.HttpRequests++;
            return next(context);
        });
        app.MapGet("/hello", (HttpContext context) => $"hello over {context.Request.Protocol}");
        setup.Map(app);
        await app.StartAsync().Within("the server starts");
        return server;
    }

    public Task<ProtocolClient> ConnectAsync() => ProtocolClient.ConnectAsync(Url);

    /// <summary>Awaits the end of the last connection. No session may be left then.</summary>
    public async Task WhenEmptyAsync()
    {
        await Loops.WhenEmptyAsync().Within("the last connection on the loops ends");
        await _connections.WhenNoneAsync();
        Assert.Equal(0, Engine.SessionCount);
    }

    public Task StopAsync() => _app.StopAsync().Within("the server stops");

    public ValueTask DisposeAsync()
    {
        _connections.Dispose();
        return _app.DisposeAsync();
    }
}
