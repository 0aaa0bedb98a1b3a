using System.Net;
using System.Text;
using Loquat.Protocol;
using Loquat.Protocol.WebSockets;
using Loquat.Realtime.AspNetCore;
using Loquat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.Tests.AspNetCore;

public abstract class HandshakeTests(bool onLoops) : OnEitherTransport(onLoops)
{
    private const string Connect = """{"id":1,"connect":{}}""";

    private static async Task AssertSpeaksAsync(ProtocolClientSocket? socket)
    {
        Assert.NotNull(socket);
        await socket.SendTextAsync(Connect);
        Assert.StartsWith("""{"id":1,"connect":{"client":""", await socket.ReceiveTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true, 0)]
    [InlineData(false, 1)]
    public async Task An_upgrade_passes_through_the_http_layer_only_if_it_has_to(bool fast, int httpRequests)
    {
        await using var server = await ServeAsync(new ServerSetup { Http = options => options.FastUpgrade = fast });

        var handshake = await ProtocolClientSocket.HandshakeAsync(server.Url);

        Assert.Equal(HttpStatusCode.SwitchingProtocols, handshake.Status);
        // The example of RFC 6455, section 1.3.
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", handshake.Headers["Sec-WebSocket-Accept"]);
        Assert.Equal("websocket", handshake.Headers["Upgrade"]);
        Assert.Equal("Upgrade", handshake.Headers["Connection"]);
        Assert.False(handshake.Headers.ContainsKey("Sec-WebSocket-Protocol"));
        Assert.Equal(httpRequests, server.HttpRequests);
        await AssertSpeaksAsync(handshake.Socket);
    }

    [Fact]
    public async Task A_request_may_arrive_in_two_parts_cut_anywhere()
    {
        await using var server = await ServeAsync();
        byte[] bytes = [.. ProtocolClientSocket.RequestFor(server.Url), .. WebSocketFrames.Client(Opcode.Text, Encoding.UTF8.GetBytes(Connect), 7)];

        for (var cut = 1; cut < bytes.Length; cut++)
        {
            await using var socket = await ProtocolClientSocket.DialAsync(server.Url);
            await socket.SendRawAsync(bytes.AsMemory(0, cut));
            await socket.SendRawAsync(bytes.AsMemory(cut));

            Assert.Equal(HttpStatusCode.SwitchingProtocols, (await socket.ReadAnswerAsync()).Status);
            Assert.Contains("\"connect\"", await socket.ReceiveTextAsync(), StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Frames_may_follow_the_request_without_waiting_for_the_answer()
    {
        await using var server = await ServeAsync();
        await using var socket = await ProtocolClientSocket.DialAsync(server.Url);

        await socket.SendRawAsync((byte[])[.. ProtocolClientSocket.RequestFor(server.Url), .. WebSocketFrames.Client(Opcode.Text, Encoding.UTF8.GetBytes(Connect), 7)]);

        Assert.Equal(HttpStatusCode.SwitchingProtocols, (await socket.ReadAnswerAsync()).Status);
        Assert.Contains("\"connect\"", await socket.ReceiveTextAsync(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Http_on_the_same_port_works_and_an_upgrade_may_follow_it_on_the_same_connection()
    {
        await using var server = await ServeAsync();
        await using var socket = await ProtocolClientSocket.DialAsync(server.Url);

        for (var i = 0; i < 2; i++)
        {
            await socket.SendRawAsync(Encoding.ASCII.GetBytes($"GET /hello HTTP/1.1\r\nHost: {server.Url.Authority}\r\n\r\n"));
            Assert.Equal("hello over HTTP/1.1", (await socket.ReadAnswerAsync()).Body);
        }

        await socket.SendRawAsync(ProtocolClientSocket.RequestFor(server.Url));
        await AssertSpeaksAsync((await socket.ReadAnswerAsync()).Socket);
        Assert.Equal(3, server.HttpRequests);
    }

    [Theory]
    [InlineData("Sec-WebSocket-Version", "12", HttpStatusCode.UpgradeRequired, "Upgrade Required\n")]
    [InlineData("Sec-WebSocket-Version", "", HttpStatusCode.UpgradeRequired, "Upgrade Required\n")]
    [InlineData("Sec-WebSocket-Key", "", HttpStatusCode.BadRequest, "Bad Request\n")]
    [InlineData("Sec-WebSocket-Key", "c2hvcnQ=", HttpStatusCode.BadRequest, "Bad Request\n")]
    [InlineData("Upgrade", "", HttpStatusCode.BadRequest, "Bad Request\n")]
    [InlineData("Connection", "keep-alive", HttpStatusCode.BadRequest, "Bad Request\n")]
    [InlineData("Upgrade", "h2c", HttpStatusCode.BadRequest, "Bad Request\n")]
    [InlineData("Origin", "https://evil.example.com", HttpStatusCode.Forbidden, "Forbidden\n")]
    public async Task A_request_that_breaks_a_rule_is_refused_with_the_reason(string header, string value, HttpStatusCode status, string body)
    {
        await using var server = await ServeAsync();

        var handshake = await ProtocolClientSocket.HandshakeAsync(server.Url, (header, value));

        Assert.Equal((status, body), (handshake.Status, handshake.Body));
        Assert.Equal("13", handshake.Headers["Sec-WebSocket-Version"]);
        Assert.Equal(0, server.Engine.SessionCount);
    }

    [Theory]
    [InlineData("Connection", "keep-alive, Upgrade")]
    [InlineData("UPGRADE", "WebSocket")]
    [InlineData("X-Odd", "caf\u00e9")]
    [InlineData("Expect", "100-continue")]
    public async Task Unusual_but_legal_requests_are_served(string header, string value)
    {
        await using var server = await ServeAsync();

        await AssertSpeaksAsync((await ProtocolClientSocket.HandshakeAsync(server.Url, (header, value))).Socket);
    }

    [Fact]
    public async Task A_long_head_is_left_to_the_http_layer_and_its_limit()
    {
        await using var server = await ServeAsync();

        Assert.Equal(HttpStatusCode.SwitchingProtocols, (await ProtocolClientSocket.HandshakeAsync(server.Url, ("Cookie", new string('x', 9_000)))).Status);
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, (await ProtocolClientSocket.HandshakeAsync(server.Url, ("Cookie", new string('x', 40_000)))).Status);
    }

    [Theory]
    [InlineData("centrifuge-json", "centrifuge-json", false)]
    [InlineData("centrifuge-protobuf", "centrifuge-protobuf", true)]
    [InlineData("centrifuge-protobuf, centrifuge-json", "centrifuge-protobuf", true)]
    [InlineData("other,centrifuge-json", "centrifuge-json", false)]
    [InlineData("other", null, false)]
    public async Task The_first_known_sub_protocol_is_echoed_and_chooses_the_encoding(string offered, string? chosen, bool isProtobuf)
    {
        await using var server = await ServeAsync();
        foreach (var keptAlive in (bool[])[false, true])
        {
            await using var socket = await ProtocolClientSocket.DialAsync(server.Url);
            if (keptAlive)
            {
                await socket.SendRawAsync(Encoding.ASCII.GetBytes($"GET /hello HTTP/1.1\r\nHost: {server.Url.Authority}\r\n\r\n"));
                await socket.ReadAnswerAsync();
            }

            await socket.SendRawAsync(ProtocolClientSocket.RequestFor(server.Url, ("Sec-WebSocket-Protocol", offered)));
            Assert.Equal(chosen, (await socket.ReadAnswerAsync()).Headers.GetValueOrDefault("Sec-WebSocket-Protocol"));
            await AssertEncodingAsync(socket, isProtobuf);
        }
    }

    [Theory]
    [InlineData("?format=protobuf", true)]
    [InlineData("?x=y&cf_protocol=protobuf", true)]
    [InlineData("?cf_protocol=json&cf_protocol_version=v2", false)]
    public async Task The_query_can_choose_the_encoding(string query, bool isProtobuf)
    {
        await using var server = await ServeAsync();
        await using var socket = await ProtocolClientSocket.OpenAsync(new Uri(server.Url, query));

        await AssertEncodingAsync(socket, isProtobuf);
        Assert.Equal(0, server.HttpRequests);
    }

    private static async Task AssertEncodingAsync(ProtocolClientSocket socket, bool isProtobuf)
    {
        var codec = isProtobuf ? ProtocolCodec.Protobuf : ProtocolCodec.Json;
        await socket.SendRawAsync(WebSocketFrames.Encode(codec, new Command.Connect(1, new ConnectRequest()), 7));
        var message = await socket.ReceiveAsync().Within("the connect is answered");
        Assert.Equal(isProtobuf ? Opcode.Binary : Opcode.Text, message!.Opcode);
    }

    [Fact]
    public async Task A_full_node_says_that_it_is_unavailable()
    {
        await using var server = await ServeAsync(new ServerSetup { Realtime = options => options.ConnectionLimit = 1 });
        await using var first = await server.ConnectAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await ProtocolClientSocket.HandshakeAsync(server.Url)).Status);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_connection_remembers_the_headers_that_the_options_name_and_no_others(bool fast)
    {
        ClientRequest? seen = null;
        await using var server = await ServeAsync(new ServerSetup
        {
            Http = options =>
            {
                options.FastUpgrade = fast;
                options.KeptHeaders.Add("X-Trace");
                options.KeptHeaders.Add("Cookie");
            },
            Map = app =>
            {
                app.MapRealtime();
                app.OnConnect((IConnection connection) =>
                {
                    seen = connection.Request;
                    return new ConnectAnswer.Accepted("alice");
                });
            },
        });

        await using var client = await ProtocolClient.ConnectAsync(
            server.Url, null, WireEncoding.Json, ("x-trace", "7"), ("Cookie", "sid=alice"), ("Authorization", "Bearer secret"));

        Assert.Equal(["cookie=sid=alice", "x-trace=7"], seen!.Headers.Select(pair => $"{pair.Key}={pair.Value}").Order());
        Assert.Equal("127.0.0.1", seen.RemoteAddress);
    }

    [Fact]
    public async Task Conventions_on_the_endpoint_are_never_bypassed()
    {
        await using var server = await ServeAsync(new ServerSetup { Map = app => app.MapRealtime().RequireHost("chat.example.com") });

        Assert.Equal(HttpStatusCode.NotFound, (await ProtocolClientSocket.HandshakeAsync(server.Url)).Status);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, (await ProtocolClientSocket.HandshakeAsync(server.Url, ("Host", "chat.example.com"))).Status);
        Assert.Equal(2, server.HttpRequests);
    }

    [Fact]
    public async Task The_prefix_can_be_chosen_and_longer_paths_are_not_ours()
    {
        await using var server = await ServeAsync(new ServerSetup { Map = app => app.MapGroup("/live").MapRealtime("/chat") });

        await using var socket = await ProtocolClientSocket.OpenAsync(new Uri(server.Url, "/live/chat/websocket"));
        Assert.Equal(0, server.HttpRequests);
        Assert.Equal(HttpStatusCode.NotFound, (await ProtocolClientSocket.HandshakeAsync(new Uri(server.Url, "/live/chat/websocketx"))).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await ProtocolClientSocket.HandshakeAsync(server.Url)).Status);
    }

    [Fact]
    public async Task A_connection_that_says_nothing_is_left_to_the_http_layers_time_limits()
    {
        // Unlike any time that something else waits for.
        var patience = TimeSpan.FromSeconds(17.5);
        var clock = new ManualClock();
        var time = new NotingClock(clock, patience);
        var leftAlone = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ServeAsync(new ServerSetup
        {
            Services = services => services.AddSingleton<TimeProvider>(time).Configure<KestrelServerOptions>(kestrel => kestrel.Limits.RequestHeadersTimeout = patience),
            Listen = listen => listen.Use(next => connection =>
            {
                leftAlone.TrySetResult();
                return next(connection);
            }),
        });

        await using var socket = await ProtocolClientSocket.DialAsync(server.Url);
        await time.NextWaitAsync().Within("the server waits for the first bytes");
        Assert.False(leftAlone.Task.IsCompleted);

        clock.Advance(patience);
        await leftAlone.Task.Within("the connection goes to the HTTP layer");
    }
}

/// <inheritdoc/>
public sealed class HandshakeTestsOnKestrel() : HandshakeTests(onLoops: false);

/// <inheritdoc/>
public sealed class HandshakeTestsOnLoops() : HandshakeTests(onLoops: true);
