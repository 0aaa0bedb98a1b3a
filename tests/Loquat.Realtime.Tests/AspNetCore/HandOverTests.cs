using System.Globalization;
using System.Net;
using System.Text;
using Loquat.Realtime.AspNetCore;
using Loquat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>Requests that are none of the engine's, on its port: Kestrel serves them as if nobody had looked at them before.</summary>
public abstract class HandOverTests(bool onLoops) : OnEitherTransport(onLoops)
{
    [Fact]
    public async Task Requests_that_are_sent_at_once_are_answered_one_after_another()
    {
        await using var server = await StartAsync();
        await using var socket = await ProtocolClientSocket.DialAsync(server.Url);
        var requests = Enumerable.Range(0, 50).Select(i => Post(server.Url, $"{i}"));

        await socket.SendRawAsync(requests.SelectMany(request => request).ToArray());

        for (var i = 0; i < 50; i++)
            Assert.Equal(i.ToString(CultureInfo.InvariantCulture), (await socket.ReadAnswerAsync()).Body);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(30)]
    [InlineData(80)]
    public async Task A_request_that_comes_in_two_parts_is_put_together(int cut)
    {
        await using var server = await StartAsync();
        await using var socket = await ProtocolClientSocket.DialAsync(server.Url);
        var request = Post(server.Url, new string('x', 10_000));

        await socket.SendRawAsync(request.AsMemory(0, cut));
        // The answer to somebody else's request shows that the first part has been looked at.
        await using (var other = await ProtocolClientSocket.DialAsync(server.Url))
        {
            await other.SendRawAsync(Post(server.Url, "other"));
            Assert.Equal("other", (await other.ReadAnswerAsync()).Body);
        }
        await socket.SendRawAsync(request.AsMemory(cut));

        Assert.Equal(10_000, (await socket.ReadAnswerAsync()).Body.Length);
    }

    [Fact]
    public async Task A_body_of_megabytes_arrives_whole()
    {
        await using var server = await StartAsync();
        await using var socket = await ProtocolClientSocket.DialAsync(server.Url);
        var body = string.Concat(Enumerable.Range(0, 400_000).Select(i => $"{i} "));

        await socket.SendRawAsync(Post(server.Url, body));

        Assert.Equal(body, (await socket.ReadAnswerAsync()).Body);
    }

    [Fact]
    public async Task A_websocket_whose_client_sends_no_more_is_over()
    {
        await using var server = await StartAsync();
        await using (var client = await server.ConnectAsync())
        {
            client.Socket.StopSending();
            Assert.Equal(1006, (await client.Closed).Code);
        }

        await server.WhenEmptyAsync();
    }

    [Fact]
    public async Task Heads_may_be_as_long_as_kestrel_allows_and_not_longer()
    {
        await using var server = await StartAsync();

        Assert.Equal(HttpStatusCode.OK, await StatusWithHeadAsync(server.Url, 30_000));
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, await StatusWithHeadAsync(server.Url, 40_000));
    }

    [Fact]
    public async Task Who_is_one_connection_too_many_is_let_in_when_another_one_has_gone()
    {
        await using var server = await StartAsync(connections: 2);
        await using var stays = await server.ConnectAsync();
        await using (var goes = await ProtocolClientSocket.DialAsync(server.Url))
        {
            await goes.SendRawAsync(Post(server.Url, "hello"));
            Assert.Equal("hello", (await goes.ReadAnswerAsync()).Body);
            await using var refused = await ProtocolClientSocket.DialAsync(server.Url);
            await refused.WhenEndedAsync().Within("the third connection is closed");
        }

        await WhenLetInAsync(server);
    }

    /// <summary>The server may see the next one come before it has seen the other one go.</summary>
    private static async Task WhenLetInAsync(RealtimeServer server)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30), TimeProvider.System);
        while (true)
        {
            try
            {
                await using var next = await server.ConnectAsync();
                return;
            }
            catch (IOException) when (!patience.IsCancellationRequested)
            {
                // Not yet.
            }
        }
    }

    private static async Task<HttpStatusCode> StatusWithHeadAsync(Uri url, int length)
    {
        await using var socket = await ProtocolClientSocket.DialAsync(url);
        var fields = string.Concat(Enumerable.Range(0, length / 1000).Select(i => $"X-{i}: {new string('x', 990)}\r\n"));
        await socket.SendRawAsync(Encoding.ASCII.GetBytes($"GET /hello HTTP/1.1\r\nHost: {url.Authority}\r\n{fields}\r\n"));
        return (await socket.ReadAnswerAsync()).Status;
    }

    private static byte[] Post(Uri url, string body) => Encoding.ASCII.GetBytes(
        $"POST /echo HTTP/1.1\r\nHost: {url.Authority}\r\nContent-Type: text/plain\r\nContent-Length: {body.Length}\r\n\r\n{body}");

    private Task<RealtimeServer> StartAsync(int? connections = null) => ServeAsync(new ServerSetup
    {
        Services = services => services.Configure<KestrelServerOptions>(kestrel => kestrel.Limits.MaxConcurrentConnections = connections),
        Map = app =>
        {
            app.MapRealtime();
            app.MapPost("/echo", async (HttpRequest request) =>
            {
                using var reader = new StreamReader(request.Body);
                return await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
            });
        },
    });
}

public sealed class HandOverTestsOnKestrel() : HandOverTests(onLoops: false);

public sealed class HandOverTestsOnLoops() : HandOverTests(onLoops: true);
