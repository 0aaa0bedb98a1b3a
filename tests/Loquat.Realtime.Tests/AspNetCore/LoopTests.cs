using System.Net;
using System.Text;
using Loquat.Realtime.AspNetCore;
using Loquat.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>What only holds where the engine has the sockets first.</summary>
public sealed class LoopTests
{
    private const int OnLoops = 2004;
    private const int WithKestrel = 2005;

    [Fact]
    public async Task Who_has_the_sockets_is_said_at_start()
    {
        using var log = new RecordedLog();
        await using (await RealtimeServer.StartAsync(new ServerSetup { Services = LogTo(log) }))
            Assert.Contains("127.0.0.1", (await log.NextAsync(OnLoops)).Text, StringComparison.Ordinal);

        await using (await RealtimeServer.StartAsync(new ServerSetup { Services = LogTo(log), Http = options => options.FastUpgrade = false }))
            Assert.EndsWith("upgrades go through the HTTP layer", (await log.NextAsync(WithKestrel)).Text, StringComparison.Ordinal);

        using var certificate = LifeTests.SelfSigned();
        await using (await RealtimeServer.StartAsync(new ServerSetup { Services = LogTo(log), Scheme = "https", Listen = listen => listen.UseHttps(certificate) }))
            Assert.Contains("TLS", (await log.NextAsync(WithKestrel)).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Kestrel_hears_of_a_websocket_only_if_it_is_to_serve_it()
    {
        using var log = new RecordedLog();
        await using var server = await RealtimeServer.StartAsync(new ServerSetup { OnLoops = true, Services = LogTo(log) });
        await using (var client = await server.ConnectAsync())
            await client.SubscribeAsync("open:chat");
        await server.WhenEmptyAsync();
        Assert.DoesNotContain(log.Rest(), line => line.Category == "Microsoft.AspNetCore.Server.Kestrel.Connections");

        Assert.Equal(HttpStatusCode.Forbidden, (await ProtocolClientSocket.HandshakeAsync(server.Url, ("Origin", "https://evil.example.com"))).Status);
        Assert.Contains(log.Rest(), line => line.Category == "Microsoft.AspNetCore.Server.Kestrel.Connections");
    }

    [Fact]
    public async Task Clients_on_different_loops_talk_to_each_other()
    {
        await using var server = await RealtimeServer.StartAsync(new ServerSetup { OnLoops = true, Http = options => options.Epoll.Loops = 3 });
        var clients = await Task.WhenAll(Enumerable.Range(0, 7).Select(_ => server.ConnectAsync()));
        foreach (var client in clients)
            await client.SubscribeAsync("open:chat");

        for (var i = 0; i < clients.Length; i++)
            await clients[i].PublishAsync("open:chat", i.ToString(System.Globalization.CultureInfo.InvariantCulture));

        foreach (var client in clients)
        {
            for (var i = 0; i < clients.Length; i++)
                Assert.Equal($"{i}", Encoding.UTF8.GetString((await client.NextPublicationAsync()).Data.Span));
            await client.DisposeAsync();
        }
        await server.WhenEmptyAsync();
    }

    [Fact]
    public async Task A_handler_that_blocks_holds_up_its_own_connection_and_no_other()
    {
        using var gate = new ManualResetEventSlim();
        await using var server = await RealtimeServer.StartAsync(new ServerSetup
        {
            OnLoops = true,
            Http = options => options.Epoll.Loops = 1,
            Map = app =>
            {
                app.MapRealtime();
                app.MapRpc("block", () =>
                {
                    gate.Wait(TimeSpan.FromSeconds(30));
                    return 1;
                });
                app.MapRpc("answer", () => 2);
            },
        });
        await using var blocked = await server.ConnectAsync();
        await using var other = await server.ConnectAsync();

        var waiting = blocked.RpcAsync("block", "{}");
        Assert.Equal("2", await other.RpcAsync("answer", "{}"));
        await using var late = await server.ConnectAsync();
        Assert.Equal("2", await late.RpcAsync("answer", "{}"));

        Assert.False(waiting.IsCompleted);
        gate.Set();
        Assert.Equal("1", await waiting);
    }

    [Fact]
    public async Task The_limit_of_connections_holds_for_all_that_come_by_loops_together()
    {
        const int oneTooMany = 2002;
        using var log = new RecordedLog();
        await using var server = await RealtimeServer.StartAsync(new ServerSetup
        {
            OnLoops = true,
            Services = services => LogTo(log)(services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxConcurrentConnections = 3)),
        });
        await using var webSocket = await server.ConnectAsync();
        await using var silent = await ProtocolClientSocket.DialAsync(server.Url);
        await using var http = await ProtocolClientSocket.DialAsync(server.Url);
        await http.SendRawAsync(Encoding.ASCII.GetBytes($"GET /hello HTTP/1.1\r\nHost: {server.Url.Authority}\r\n\r\n"));
        Assert.Equal("hello over HTTP/1.1", (await http.ReadAnswerAsync()).Body);

        await using (var refused = await ProtocolClientSocket.DialAsync(server.Url))
            await refused.WhenEndedAsync().Within("the fourth is closed");
        Assert.Equal(LogLevel.Warning, (await log.NextAsync(oneTooMany)).Level);

        await silent.DisposeAsync();
        await http.DisposeAsync();
        await webSocket.DisposeAsync();
        await server.WhenEmptyAsync();
        await using var next = await server.ConnectAsync();
    }

    [Fact]
    public async Task Who_knocks_at_a_full_server_without_end_does_not_fill_its_log()
    {
        const int oneTooMany = 2002;
        using var log = new RecordedLog();
        var clock = new ManualClock();
        await using var server = await RealtimeServer.StartAsync(new ServerSetup
        {
            OnLoops = true,
            Services = services => LogTo(log)(services
                .AddSingleton<TimeProvider>(clock).Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxConcurrentConnections = 1)),
        });
        await using var silent = await ProtocolClientSocket.DialAsync(server.Url);

        for (var i = 0; i < 20; i++)
            await BeRefusedAsync();
        clock.Advance(TimeSpan.FromSeconds(10));
        await BeRefusedAsync();

        await log.NextAsync(oneTooMany);
        Assert.EndsWith("19 more since the last line", (await log.NextAsync(oneTooMany)).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(log.Rest(), line => line.Event.Id == oneTooMany);

        async Task BeRefusedAsync()
        {
            await using var refused = await ProtocolClientSocket.DialAsync(server.Url);
            await refused.WhenEndedAsync().Within("the one that is too many is closed");
        }
    }

    [Fact]
    public async Task A_stop_waits_for_nobody_who_says_nothing()
    {
        await using var server = await RealtimeServer.StartAsync(new ServerSetup { OnLoops = true });
        await using var silent = await ProtocolClientSocket.DialAsync(server.Url);
        await using var client = await server.ConnectAsync();

        await server.StopAsync();

        await silent.WhenEndedAsync().Within("the silent connection is closed");
        Assert.Equal((3001, "shutdown"), await client.Closed);
        await server.Loops.WhenEmptyAsync().Within("the loops are empty");
    }

    [Fact]
    public async Task An_endpoint_with_tls_stays_with_kestrel()
    {
        using var certificate = LifeTests.SelfSigned();
        await using var server = await RealtimeServer.StartAsync(new ServerSetup { OnLoops = true, Scheme = "https", Listen = listen => listen.UseHttps(certificate) });
        Assert.False(server.Loops.CanBind(new IPEndPoint(IPAddress.Loopback, server.Url.Port)));

        await using var client = await server.ConnectAsync();
        Assert.Equal(1, server.HttpRequests);

        // What is not encrypted is nothing there, however well it is formed.
        await using var plain = await ProtocolClientSocket.DialAsync(new UriBuilder(server.Url) { Scheme = "http" }.Uri);
        await plain.SendRawAsync(ProtocolClientSocket.RequestFor(server.Url));
        await plain.WhenEndedAsync().Within("the server ends the connection");
        Assert.Equal(1, server.Engine.SessionCount);
    }

    [Fact]
    public async Task A_unix_socket_stays_with_kestrel()
    {
        var path = Path.Combine(Path.GetTempPath(), $"loquat-{Guid.NewGuid():N}.sock");
        await using var server = await RealtimeServer.StartAsync(new ServerSetup { OnLoops = true });
        Assert.False(server.Loops.CanBind(new System.Net.Sockets.UnixDomainSocketEndPoint(path)));
    }

    private static Action<IServiceCollection> LogTo(RecordedLog log) =>
        services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(log));
}
