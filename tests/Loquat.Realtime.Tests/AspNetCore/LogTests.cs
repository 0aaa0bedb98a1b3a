using System.Text;
using Loquat.Protocol;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>What an operator reads about connections that end or never begin.</summary>
public abstract class LogTests(bool onLoops) : OnEitherTransport(onLoops), IDisposable
{
    private const string KestrelConnections = "Microsoft.AspNetCore.Server.Kestrel.Connections";
    private const int NodeFull = 1022;
    private const int NodeLeaving = 1025;

    private readonly RecordedLog _log = new();

    public void Dispose()
    {
        _log.Dispose();
        GC.SuppressFinalize(this);
    }

    [Theory]
    [InlineData("")]
    [InlineData("GET /connection/websocket HTTP/1.1\r\n")]
    public async Task A_connection_that_is_reset_before_it_has_asked_for_anything_is_no_failure(string said)
    {
        await using var server = await StartAsync();
        await using var socket = await ProtocolClientSocket.DialAsync(server.Url);
        await socket.SendRawAsync(Encoding.ASCII.GetBytes(said));
        socket.HangUp();

        await EndAsync(isOurs: said.Length == 0);
        Assert.DoesNotContain(_log.Rest(), line => line.Level >= LogLevel.Warning);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_websocket_that_is_reset_is_no_failure(bool fast)
    {
        await using var server = await StartAsync(fast: fast);
        await using var client = await server.ConnectAsync();
        client.HangUp();

        await EndAsync(isOurs: fast);
        Assert.DoesNotContain(_log.Rest(), line => line.Level >= LogLevel.Warning);
    }

    [Fact]
    public async Task Who_comes_to_a_node_that_stops_is_not_said_to_be_one_too_many()
    {
        await using var server = await StartAsync();
        await server.StopAsync();

        Assert.Null(server.Engine.Accept(new RecordingTransport(WireEncoding.Json), ClientRequest.Empty));

        await _log.NextAsync(NodeLeaving);
        Assert.DoesNotContain(_log.Rest(), line => line.Event.Id == NodeFull);
    }

    [Fact]
    public async Task Who_is_one_too_many_is_said_to_be_with_the_limit()
    {
        await using var server = await StartAsync(options => options.ConnectionLimit = 1);
        await using var client = await server.ConnectAsync();

        Assert.Null(server.Engine.Accept(new RecordingTransport(WireEncoding.Json), ClientRequest.Empty));

        Assert.Equal("A connection is refused: this node has its limit of 1; 0 more since the last line", (await _log.NextAsync(NodeFull)).Text);
    }

    private Task<RealtimeServer> StartAsync(Action<RealtimeOptions>? configure = null, bool fast = true) => ServeAsync(new ServerSetup
    {
        Realtime = configure ?? (_ => { }),
        Http = options => options.FastUpgrade = fast,
        Services = services => services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(_log)),
    });

    /// <summary>The last word about a connection; a failure of those who served it comes before.</summary>
    /// <param name="isOurs">On loops Kestrel never knows of it.</param>
    private async Task EndAsync(bool isOurs)
    {
        const int connectionStop = 2;
        const int socketEnded = 2003;
        if (OnLoops && isOurs)
        {
            await _log.NextAsync(socketEnded);
            return;
        }

        while ((await _log.NextAsync(connectionStop)).Category != KestrelConnections)
        {
            // Others count their events from one as well.
        }
    }
}

/// <inheritdoc/>
public sealed class LogTestsOnKestrel() : LogTests(onLoops: false);

/// <inheritdoc/>
public sealed class LogTestsOnLoops() : LogTests(onLoops: true);
