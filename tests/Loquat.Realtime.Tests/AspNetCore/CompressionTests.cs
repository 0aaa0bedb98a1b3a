using System.Net.WebSockets;
using System.Text;
using Loquat.Protocol.WebSockets;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>permessage-deflate, on the short way and behind the HTTP layer.</summary>
public abstract class CompressionTests(bool onLoops) : OnEitherTransport(onLoops)
{
    private const string Answer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    private static readonly string Long = new('x', 2000);

    [Theory]
    [InlineData("", null)]
    [InlineData("permessage-deflate", Answer)]
    [InlineData("permessage-deflate; client_max_window_bits", Answer)]
    [InlineData("permessage-deflate; client_max_window_bits=10", Answer)]
    [InlineData("permessage-deflate; server_no_context_takeover; client_no_context_takeover", Answer)]
    [InlineData("permessage-deflate; server_max_window_bits=15", Answer)]
    [InlineData("permessage-deflate; server_max_window_bits=10; client_max_window_bits=10", null)]
    [InlineData("permessage-deflate; server_max_window_bits=10, permessage-deflate", Answer)]
    [InlineData("x-webkit-deflate-frame, PERMESSAGE-DEFLATE", Answer)]
    [InlineData("x-webkit-deflate-frame", null)]
    [InlineData("permessage-deflate; something", null)]
    [InlineData("permessage-deflate; client_max_window_bits=7", null)]
    [InlineData("permessage-deflate; client_max_window_bits=\"9\"", Answer)]
    [InlineData("permessage-deflate; server_no_context_takeover; server_no_context_takeover", null)]
    [InlineData("permessage-deflate; server_no_context_takeover=1", null)]
    [InlineData("permessage-deflate; client_max_window_bits=", null)]
    [InlineData(";;,,=", null)]
    public async Task An_offer_is_accepted_or_left_without_an_answer(string offer, string? answer)
    {
        foreach (var fast in new[] { true, false })
        {
            await using var server = await StartAsync(fast);
            var handshake = await ProtocolClientSocket.HandshakeAsync(server.Url, ("Sec-WebSocket-Extensions", offer));

            Assert.Equal(answer, handshake.Headers.GetValueOrDefault("Sec-WebSocket-Extensions"));
            await handshake.Socket!.DisposeAsync();
        }
    }

    [Fact]
    public async Task Nobody_gets_it_where_it_is_not_switched_on()
    {
        await using var server = await ServeAsync();
        var handshake = await ProtocolClientSocket.HandshakeAsync(server.Url, ("Sec-WebSocket-Extensions", "permessage-deflate"));

        Assert.False(handshake.Headers.ContainsKey("Sec-WebSocket-Extensions"));
        await handshake.Socket!.DisposeAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_client_of_another_make_compresses_and_understands(bool fast)
    {
        await using var server = await StartAsync(fast);
        using var socket = new ClientWebSocket();
        socket.Options.DangerousDeflateOptions = new WebSocketDeflateOptions { ClientContextTakeover = false, ServerContextTakeover = false };
        await socket.ConnectAsync(new UriBuilder(server.Url) { Scheme = "ws" }.Uri, TestContext.Current.CancellationToken).Within("the connection opens");
        await ExchangeAsync(socket, """{"id":1,"connect":{}}""");
        await ExchangeAsync(socket, """{"id":2,"subscribe":{"channel":"open:1"}}""");

        await SendAsync(socket, $$$"""{"id":3,"publish":{"channel":"open:1","data":"{{{Long}}}"}}""");

        string[] heard = [await ReceiveAsync(socket), await ReceiveAsync(socket)];
        Assert.Contains(heard, message => message.Contains($"\"data\":\"{Long}\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_long_enough_comes_compressed_and_only_to_those_who_asked(bool fast)
    {
        await using var server = await StartAsync(fast);
        await using var squeezed = await SubscribeAsync(server, ("Sec-WebSocket-Extensions", "permessage-deflate"));
        await using var plain = await SubscribeAsync(server);

        await server.Engine.PublishAsync("open:1", "1"u8.ToArray(), TestContext.Current.CancellationToken);
        await server.Engine.PublishAsync("open:1", Encoding.UTF8.GetBytes($"\"{Long}\""), TestContext.Current.CancellationToken);

        Assert.Equal([(false, 46), (true, 2047)], [await NextAsync(squeezed), await NextAsync(squeezed)]);
        Assert.Equal([(false, 46), (false, 2047)], [await NextAsync(plain), await NextAsync(plain)]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_message_that_grows_beyond_the_limit_is_too_big(bool fast)
    {
        await using var server = await StartAsync(fast);
        await using var socket = await ProtocolClientSocket.OpenAsync(server.Url, ("Sec-WebSocket-Extensions", "permessage-deflate"));
        var bomb = new FrameDeflater(9, 0).Deflate(WebSocketFrames.Server(Opcode.Text, new byte[10_000_000]));
        FrameHeader.Read(bomb, FrameSender.Server, compression: true, out var header);
        Assert.True(header.PayloadLength < 20_000);

        await socket.SendCompressedAsync(bomb.AsSpan(header.Length));

        Assert.Equal(1009, (await socket.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task What_cannot_be_inflated_closes_the_connection()
    {
        await using var server = await StartAsync(fast: true);
        await using var socket = await ProtocolClientSocket.OpenAsync(server.Url, ("Sec-WebSocket-Extensions", "permessage-deflate"));

        await socket.SendCompressedAsync([0xFF, 0xFF, 0xFF]);

        Assert.Equal(1007, (await socket.ReceiveCloseAsync()).Code);
    }

    [Fact]
    public async Task Who_did_not_agree_to_it_must_not_send_it()
    {
        await using var server = await StartAsync(fast: true);
        await using var socket = await ProtocolClientSocket.OpenAsync(server.Url);

        await socket.SendCompressedAsync([0x00]);

        Assert.Equal(1002, (await socket.ReceiveCloseAsync()).Code);
    }

    private Task<RealtimeServer> StartAsync(bool fast) => ServeAsync(new ServerSetup
    {
        Http = options => (options.FastUpgrade, options.Compression.Enabled, options.Compression.MinSize) = (fast, true, 200),
    });

    private static async Task<ProtocolClientSocket> SubscribeAsync(RealtimeServer server, params (string Name, string Value)[] headers)
    {
        var socket = await ProtocolClientSocket.OpenAsync(server.Url, headers);
        await socket.SendTextAsync("""{"id":1,"connect":{}}""");
        await socket.ReceiveTextAsync();
        await socket.SendTextAsync("""{"id":2,"subscribe":{"channel":"open:1"}}""");
        await socket.ReceiveTextAsync();
        return socket;
    }

    private static async Task<(bool WasCompressed, int Length)> NextAsync(ProtocolClientSocket socket)
    {
        var message = await socket.ReceiveAsync().Within("a message comes");
        return (message!.WasCompressed, message.Payload.Length);
    }

    private static async Task ExchangeAsync(ClientWebSocket socket, string command)
    {
        await SendAsync(socket, command);
        await ReceiveAsync(socket);
    }

    private static Task SendAsync(ClientWebSocket socket, string text) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken).Within("the message is sent");

    private static async Task<string> ReceiveAsync(ClientWebSocket socket)
    {
        var buffer = new byte[8192];
        var length = 0;
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(length), TestContext.Current.CancellationToken).AsTask().Within("a message comes");
            length += received.Count;
            if (received.EndOfMessage)
                return Encoding.UTF8.GetString(buffer, 0, length);
        }
    }
}

/// <inheritdoc/>
public sealed class CompressionTestsOnKestrel() : CompressionTests(onLoops: false);

/// <inheritdoc/>
public sealed class CompressionTestsOnLoops() : CompressionTests(onLoops: true);
