using System.Net;
using System.Net.WebSockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Loquat.Protocol;
using Loquat.Realtime.AspNetCore;
using Loquat.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.Tests.AspNetCore;

public abstract class LifeTests(bool onLoops) : OnEitherTransport(onLoops)
{
    [Theory]
    [InlineData(true, WireEncoding.Json)]
    [InlineData(true, WireEncoding.Protobuf)]
    [InlineData(false, WireEncoding.Json)]
    [InlineData(false, WireEncoding.Protobuf)]
    public async Task Clients_talk_to_each_other_in_either_encoding(bool fast, WireEncoding encoding)
    {
        await using var server = await ServeAsync(new ServerSetup { Http = options => options.FastUpgrade = fast });
        await using var alice = await ProtocolClient.ConnectAsync(server.Url, encoding: encoding);
        await using var bob = await server.ConnectAsync();
        await alice.SubscribeAsync("open:chat");

        await bob.PublishAsync("open:chat", """{"text":"hi"}""");

        Assert.Equal("""{"text":"hi"}""", Encoding.UTF8.GetString((await alice.NextPublicationAsync()).Data.Span));
    }

    [Fact]
    public async Task An_rpc_runs_through_the_mapped_handler()
    {
        await using var server = await ServeAsync(new ServerSetup
        {
            Map = app =>
            {
                app.MapRealtime();
                app.MapRpc("add", (int[] numbers) => numbers.Sum());
            },
        });
        await using var client = await server.ConnectAsync();

        Assert.Equal("6", await client.RpcAsync("add", "[1,2,3]"));
        var refusal = await Assert.ThrowsAsync<RefusedException>(() => client.RpcAsync("add", "{}"));
        Assert.Equal(new ProtocolError(400, "data is not valid"), refusal.Error);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_slow_reader_is_closed_and_nobody_else_waits_for_it(bool fast)
    {
        await using var server = await ServeAsync(new ServerSetup
        {
            Realtime = options => options.MaxQueuedBytes = 100_000,
            Http = options => options.FastUpgrade = fast,
        });
        await using var slow = await ProtocolClientSocket.OpenAsync(server.Url);
        await slow.SendTextAsync("""{"id":1,"connect":{}}""");
        await slow.ReceiveTextAsync();
        await slow.SendTextAsync("""{"id":2,"subscribe":{"channel":"open:flood"}}""");
        await slow.ReceiveTextAsync();
        await using var quick = await server.ConnectAsync();
        await quick.SubscribeAsync("open:flood");

        // Nobody reads "slow" while this goes on: socket buffers fill, then its queue, then it is closed.
        var data = Encoding.UTF8.GetBytes($"\"{new string('x', 60_000)}\"");
        var published = 0;
        for (; published < 400; published++)
        {
            await server.Engine.PublishAsync("open:flood", data, TestContext.Current.CancellationToken);
            await quick.NextPublicationAsync();
        }

        Assert.Equal((3008, "slow"), await slow.ReceiveCloseAsync());
        await slow.SendCloseAsync(3008);
        Assert.Null(await slow.ReceiveAsync().Within("TCP ends"));
        await quick.PublishAsync("open:flood", "1");
        await quick.NextPublicationAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Who_stops_reading_for_a_while_gets_all_of_it_in_order(bool fast)
    {
        const int messages = 200;
        await using var server = await ServeAsync(new ServerSetup
        {
            Realtime = options => options.MaxQueuedBytes = 1 << 26,
            Http = options => options.FastUpgrade = fast,
        });
        await using var slow = await ProtocolClientSocket.OpenAsync(server.Url);
        await slow.SendTextAsync("""{"id":1,"connect":{}}""");
        await slow.ReceiveTextAsync();
        await slow.SendTextAsync("""{"id":2,"subscribe":{"channel":"open:flood"}}""");
        await slow.ReceiveTextAsync();

        // More than the buffers of both ends hold.
        for (var i = 0; i < messages; i++)
            await server.Engine.PublishAsync("open:flood", Encoding.UTF8.GetBytes($"\"{i} {new string('x', 100_000)}\""), TestContext.Current.CancellationToken);
        await slow.SendAsync(Protocol.WebSockets.Opcode.Ping, "still there"u8);

        var next = 0;
        while (next < messages)
        {
            var message = await slow.ReceiveAsync().Within($"message {next} comes");
            if (message!.Opcode == Protocol.WebSockets.Opcode.Text)
                Assert.Contains($"\"data\":\"{next++} xxx", message.Text, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_peer_that_has_died_without_a_word_is_found_out_by_its_missing_pong()
    {
        var time = new ManualClock();
        await using var server = await ServeAsync(new ServerSetup { Services = services => services.AddSingleton<TimeProvider>(time) });
        await using var client = await server.ConnectAsync();
        client.AnswersPings = false;

        // No further than to the close: from then on the peer has five seconds of this clock to hear of it. That is after 33 seconds, or later if the
        // server is not done yet with the command that came last: it takes the delay for its own.
        var closing = time.WhenSet(TimeSpan.FromSeconds(5));
        using var patience = new CancellationTokenSource(Deadline.Default);
        while (!closing.IsCompleted)
        {
            Assert.False(patience.IsCancellationRequested, "Not in time: the server closes the connection.");
            time.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.Equal((3012, "no pong"), await client.Closed);
    }

    [Fact]
    public async Task Connections_that_come_and_go_in_every_way_leave_nothing_behind()
    {
        await using var server = await ServeAsync();
        for (var i = 0; i < 60; i++)
        {
            await using var client = await server.ConnectAsync();
            await client.SubscribeAsync("open:chat");
            switch (i % 3)
            {
                case 0:
                    client.HangUp();
                    break;
                case 1:
                    Assert.Equal((1000, ""), await client.CloseAsync());
                    break;
                default:
                    // Only TCP ends, as when a process is gone.
                    break;
            }
        }

        await server.WhenEmptyAsync();
        Assert.Equal(0, server.Engine.ChannelCount);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task At_shutdown_clients_are_told_to_come_back(bool fast)
    {
        await using var server = await ServeAsync(new ServerSetup { Http = options => options.FastUpgrade = fast });
        await using var client = await server.ConnectAsync();

        await server.StopAsync();

        Assert.Equal((3001, "shutdown"), await client.Closed);
        Assert.Equal(0, server.Engine.SessionCount);
    }

    [Fact]
    public async Task While_clients_are_sent_away_the_port_is_open_and_nobody_is_let_in()
    {
        // Twenty portions; no other timer has this time.
        var spread = TimeSpan.FromSeconds(13);
        var clock = new ManualClock();
        var time = new NotingClock(clock, spread / 20);
        await using var server = await ServeAsync(new ServerSetup
        {
            Http = options => (options.ShutdownSpread, options.ShutdownRate) = (spread, 0.05),
            Services = services => services.AddSingleton<TimeProvider>(time),
        });
        await using var client = await server.ConnectAsync();

        var stopped = server.StopAsync();
        await time.NextWaitAsync().Within("the engine begins to send clients away");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ProtocolClientSocket.HandshakeAsync(server.Url)).Status);
        Assert.False(stopped.IsCompleted);

        // The first portion has just begun to wait; the last one waits no more.
        clock.Advance(spread / 20);
        for (var portion = 2; portion < 20; portion++)
        {
            await time.NextWaitAsync().Within("the next portion waits for its turn");
            clock.Advance(spread / 20);
        }

        Assert.Equal((3001, "shutdown"), await client.Closed);
        await stopped;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Over_tls_the_fallback_serves_or_the_short_way_after_decryption(bool shortWay)
    {
        using var certificate = SelfSigned();
        await using var server = await ServeAsync(new ServerSetup
        {
            Scheme = "https",
            Listen = listen =>
            {
                listen.UseHttps(certificate);
                if (shortWay)
                    listen.UseRealtime();
            },
        });
        await using var client = await server.ConnectAsync();
        await client.SubscribeAsync("open:chat");

        await server.Engine.PublishAsync("open:chat", "1"u8.ToArray(), TestContext.Current.CancellationToken);

        await client.NextPublicationAsync();
        Assert.Equal(shortWay ? 0 : 1, server.HttpRequests);
        Assert.Equal((1000, ""), await client.CloseAsync());
        await server.WhenEmptyAsync();
    }

    [Fact]
    public async Task Over_http2_a_websocket_is_one_stream_of_many()
    {
        await using var server = await ServeAsync(new ServerSetup { Listen = listen => listen.Protocols = HttpProtocols.Http2 });
        using var handler = new SocketsHttpHandler();
        using var invoker = new HttpMessageInvoker(handler);
        using var socket = new ClientWebSocket();
        socket.Options.HttpVersion = HttpVersion.Version20;
        socket.Options.HttpVersionPolicy = HttpVersionPolicy.RequestVersionExact;
        socket.Options.AddSubProtocol("centrifuge-json");
        var stop = TestContext.Current.CancellationToken;

        await socket.ConnectAsync(new UriBuilder(server.Url) { Scheme = "ws" }.Uri, invoker, stop).Within("the stream opens");
        Assert.Equal("centrifuge-json", socket.SubProtocol);
        await socket.SendAsync("""{"id":1,"connect":{}}"""u8.ToArray(), WebSocketMessageType.Text, true, stop);
        var buffer = new byte[1024];
        var received = await socket.ReceiveAsync(buffer, stop).Within("the connect is answered");
        Assert.StartsWith("""{"id":1,"connect":{"client":""", Encoding.UTF8.GetString(buffer, 0, received.Count), StringComparison.Ordinal);

        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, "bye", stop).Within("the close is answered");
        Assert.Equal(WebSocketCloseStatus.NormalClosure, socket.CloseStatus);
        invoker.Dispose();
        await server.WhenEmptyAsync();
    }

    internal static X509Certificate2 SelfSigned()
    {
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var now = TimeProvider.System.GetUtcNow();
        return request.CreateSelfSigned(now.AddDays(-1), now.AddDays(1));
    }
}

/// <inheritdoc/>
public sealed class LifeTestsOnKestrel() : LifeTests(onLoops: false);

/// <inheritdoc/>
public sealed class LifeTestsOnLoops() : LifeTests(onLoops: true);
