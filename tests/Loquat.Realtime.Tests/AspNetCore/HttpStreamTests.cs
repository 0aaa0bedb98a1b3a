using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Loquat.Realtime.AspNetCore;
using Loquat.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.Tests.AspNetCore;

public abstract class HttpStreamTests(bool onLoops) : OnEitherTransport(onLoops)
{
    private const string Connect = """{"id":1,"connect":{}}""";

    [Theory]
    [InlineData("http_stream")]
    [InlineData("sse")]
    [InlineData("uni_http_stream")]
    [InlineData("uni_sse")]
    public async Task A_client_that_goes_away_ends_its_session(string transport)
    {
        await using var server = await StartAsync();
        using var client = new HttpClient();
        var response = await PostAsync(client, server, "/connection/" + transport, Connect);
        using var reader = await ReaderOfAsync(response);
        await ReadMessageAsync(reader);
        Assert.Equal(1, server.Engine.SessionCount);

        response.Dispose();
        await server.WhenEmptyAsync();
    }

    [Fact]
    public async Task Commands_that_come_at_once_are_handled_one_after_another()
    {
        var first = new TaskCompletionSource<RpcAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        var asked = System.Threading.Channels.Channel.CreateUnbounded<string>();
        await using var server = await StartAsync(services => services.AddSingleton<IRealtimeApp>(new TestApp
        {
            OnRpc = async (rpc, _) =>
            {
                asked.Writer.TryWrite(rpc.Method);
                return rpc.Method == "slow" ? await first.Task : new RpcAnswer.Result(rpc.Data);
            },
        }));
        using var client = new HttpClient();
        using var response = await PostAsync(client, server, "/connection/http_stream", Connect);
        using var reader = await ReaderOfAsync(response);
        var connected = JsonNode.Parse(await ReadMessageAsync(reader))!["connect"]!;

        var slow = EmulateAsync(client, server, connected, """{"id":2,"rpc":{"method":"slow"}}""");
        Assert.Equal("slow", await asked.Reader.ReadAsync(TestContext.Current.CancellationToken).AsTask().Within("the slow command is handled"));
        var quick = EmulateAsync(client, server, connected, """{"id":3,"rpc":{"method":"quick","data":1}}""");
        first.SetResult(new RpcAnswer.Result("0"u8.ToArray()));

        Assert.Equal("""{"id":2,"rpc":{"data":0}}""", await ReadMessageAsync(reader));
        Assert.Equal("""{"id":3,"rpc":{"data":1}}""", await ReadMessageAsync(reader));
        Assert.Equal([HttpStatusCode.NoContent, HttpStatusCode.NoContent], await Task.WhenAll(slow, quick).Within("both requests are answered"));
    }

    [Theory]
    [InlineData("https://app.example.com", "session=1")]
    [InlineData("https://evil.example.com", null)]
    [InlineData(null, "session=1")]
    public async Task Cookies_speak_for_their_owner_only_from_pages_that_may_connect(string? origin, string? kept)
    {
        var seen = new TaskCompletionSource<string?>(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await StartAsync(services => services.AddSingleton<IRealtimeApp>(new TestApp
        {
            OnConnect = (connect, _) =>
            {
                seen.SetResult(connect.Connection.Request.Headers.GetValueOrDefault("cookie"));
                return new(new ConnectAnswer.Unknown());
            },
        }));
        using var client = new HttpClient(new SocketsHttpHandler { UseCookies = false });
        client.DefaultRequestHeaders.Add("Cookie", "session=1");
        if (origin is not null)
            client.DefaultRequestHeaders.Add("Origin", origin);

        using var response = await PostAsync(client, server, "/connection/http_stream", Connect);
        Assert.Equal(kept, await seen.Task.Within("the application is asked"));
    }

    [Theory]
    [InlineData("http_stream")]
    [InlineData("sse")]
    public async Task Response_compression_leaves_streams_alone(string transport)
    {
        await using var server = await StartAsync(
            services => services.AddResponseCompression(compression => compression.MimeTypes = ["text/plain", "text/event-stream"]),
            app =>
            {
                app.UseResponseCompression();
                app.MapRealtime();
            });
        using var client = new HttpClient();
        client.DefaultRequestHeaders.AcceptEncoding.Add(new StringWithQualityHeaderValue("gzip"));
        using var response = await PostAsync(client, server, "/connection/" + transport, Connect);

        Assert.DoesNotContain("gzip", response.Content.Headers.ContentEncoding);
        using var reader = await ReaderOfAsync(response);
        Assert.Contains("\"connect\"", await ReadMessageAsync(reader), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_client_that_reads_too_late_finds_that_it_was_slow()
    {
        await using var server = await StartAsync();
        using var client = new HttpClient();
        using var response = await PostAsync(client, server, "/connection/http_stream", Connect + "\n" + """{"id":2,"subscribe":{"channel":"open:news"}}""");
        using var reader = await ReaderOfAsync(response);
        await ReadMessageAsync(reader);
        await ReadMessageAsync(reader);

        const int Published = 256;
        var news = Encoding.UTF8.GetBytes($"\"{new string('x', 256 * 1024)}\"");
        for (var sent = 0; sent < Published; sent++)
            await server.Engine.PublishAsync("open:news", news, TestContext.Current.CancellationToken);

        var read = 0;
        var message = await ReadMessageAsync(reader);
        for (; message.Contains("\"pub\"", StringComparison.Ordinal); message = await ReadMessageAsync(reader))
            read++;
        Assert.Equal("""{"push":{"disconnect":{"code":3008,"reason":"slow"}}}""", message);
        Assert.InRange(read, 0, Published - 1);
        Assert.Null(await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().Within("the response ends"));
    }

    [Theory]
    [InlineData("uni_websocket")]
    [InlineData("uni_http_stream")]
    [InlineData("uni_sse")]
    [InlineData("init")]
    public async Task What_is_not_switched_on_is_not_there(string path)
    {
        await using var server = await ServeAsync();
        using var client = new HttpClient();
        using var response = await client.GetAsync(new Uri(server.Url, "/connection/" + path), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
    }

    [Fact]
    public async Task A_connection_that_pings_natively_is_closed_when_it_does_not_answer()
    {
        var clock = new ManualClock();
        // The first ping comes between 12.5 and 25 seconds; the leap to it must not be one over its answer's time as well.
        await using var server = await ServeAsync(new ServerSetup
        {
            Realtime = options => options.PongTimeout = TimeSpan.FromSeconds(20),
            Services = services => services.AddSingleton<TimeProvider>(clock),
        });
        await using var socket = await ProtocolClientSocket.OpenAsync(new Uri(server.Url, "?cf_ws_frame_ping_pong=true"));
        await socket.SendTextAsync(Connect);
        Assert.DoesNotContain("ping", await socket.ReceiveTextAsync(), StringComparison.Ordinal);

        clock.Advance(TimeSpan.FromSeconds(26));
        var ping = await socket.ReceiveAsync().Within("a ping comes");
        Assert.Equal(Protocol.WebSockets.Opcode.Ping, ping!.Opcode);
        clock.Advance(TimeSpan.FromSeconds(21));
        Assert.Equal((3012, "no pong"), await socket.ReceiveCloseAsync());
    }

    private Task<RealtimeServer> StartAsync(Action<IServiceCollection>? services = null, Action<WebApplication>? map = null) =>
        ServeAsync(new ServerSetup
        {
            Services = services ?? (_ => { }),
            Map = map ?? (app => app.MapRealtime()),
            Http = options =>
            {
                options.UniHttpStream.Enabled = options.UniSse.Enabled = true;
                options.AllowedOrigins.Add("https://app.example.com");
                options.KeptHeaders.Add("Cookie");
            },
        });

    private static async Task<HttpResponseMessage> PostAsync(HttpClient client, RealtimeServer server, string path, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(server.Url, path)) { Content = new StringContent(body) };
        return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead).Within("the response begins");
    }

    private static async Task<HttpStatusCode> EmulateAsync(HttpClient client, RealtimeServer server, JsonNode connected, string commands)
    {
        var body = new JsonObject { ["session"] = connected["session"]!.DeepClone(), ["node"] = connected["node"]!.DeepClone(), ["data"] = commands };
        using var response = await client.PostAsync(new Uri(server.Url, "/emulation"), new StringContent(body.ToJsonString()));
        return response.StatusCode;
    }

    private static async Task<StreamReader> ReaderOfAsync(HttpResponseMessage response) => new(await response.Content.ReadAsStreamAsync());

    /// <summary>The next line that says something.</summary>
    private static async Task<string> ReadMessageAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync().Within("a message comes") is { } line)
        {
            if (line.Length > 0)
                return line;
        }

        throw new EndOfStreamException("The response ended.");
    }
}

/// <inheritdoc/>
public sealed class HttpStreamTestsOnKestrel() : HttpStreamTests(onLoops: false);

/// <inheritdoc/>
public sealed class HttpStreamTestsOnLoops() : HttpStreamTests(onLoops: true);
