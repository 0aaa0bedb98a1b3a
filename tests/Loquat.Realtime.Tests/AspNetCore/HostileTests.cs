using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Loquat.Protocol.WebSockets;
using Loquat.Testing;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>Nothing else runs while these count the descriptors of the process.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class DescriptorCounting
{
    public const string Name = "Counts descriptors";
}

/// <summary>Whatever is sent to the port, the server goes on, and nothing of it stays behind.</summary>
public abstract class HostileTests(bool onLoops) : OnEitherTransport(onLoops), IDisposable
{
    private const string Connect = """{"id":1,"connect":{}}""";

    private readonly RecordedLog _log = new();

    public void Dispose()
    {
        _log.Dispose();
        GC.SuppressFinalize(this);
    }

    public static TheoryData<string, byte[]> Beginnings => new()
    {
        { "nothing", [] },
        { "zeros", new byte[5000] },
        { "noise", Noise(seed: 1, 20_000) },
        { "a TLS hello", [0x16, 0x03, 0x01, 0x02, 0x00, 0x01, 0x00] },
        { "half a request line", Encoding.ASCII.GetBytes("GET /connection/webso") },
        { "a request without its end", Encoding.ASCII.GetBytes("GET /connection/websocket HTTP/1.1\r\nHost: a\r\n") },
        { "a header of a megabyte", Encoding.ASCII.GetBytes($"GET /connection/websocket HTTP/1.1\r\nHost: a\r\nX: {new string('x', 1 << 20)}\r\n\r\n") },
        { "ten thousand headers", Encoding.ASCII.GetBytes("GET /connection/websocket HTTP/1.1\r\n" + string.Concat(Enumerable.Repeat("X: y\r\n", 10_000)) + "\r\n") },
        { "a body in an upgrade", Encoding.ASCII.GetBytes("GET /connection/websocket HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999999999999\r\n\r\n") },
        { "another protocol", Encoding.ASCII.GetBytes("SSH-2.0-OpenSSH_9.9\r\n") },
        { "HTTP/2 in the clear", Encoding.ASCII.GetBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n") },
    };

    [Theory]
    [MemberData(nameof(Beginnings), DisableDiscoveryEnumeration = true)]
    public async Task What_is_no_request_harms_nobody(string what, byte[] beginning)
    {
        var before = await CountBeforeAsync();
        await using var server = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await using var socket = await ProtocolClientSocket.DialAsync(server.Url);
            await SendAsync(socket, beginning);
            if (i % 2 == 0)
                socket.HangUp();
        }

        await AssertUnharmedAsync(server, before, what);
    }

    public static TheoryData<string, byte[]> Frames => new()
    {
        { "noise", Noise(seed: 2, 10_000) },
        { "a length of eight exabytes", Announce(long.MaxValue) },
        { "a negative length", Announce(long.MinValue) },
        { "a length of the limit, and nothing more", Announce(65_536) },
        { "a header of one byte", [0x81] },
        { "fragments without an end", ProtocolClientSocket.Fragment(Opcode.Text, "{", isFinal: false) },
        { "ten thousand pings", [.. Enumerable.Repeat(WebSocketFrames.Client(Opcode.Ping, "p"u8, 7), 10_000).SelectMany(frame => frame)] },
        { "ten thousand empty messages", [.. Enumerable.Repeat(WebSocketFrames.Client(Opcode.Text, default, 7), 10_000).SelectMany(frame => frame)] },
        { "a request in the place of a frame", ProtocolClientSocket.RequestFor(new Uri("http://a/connection/websocket")) },
    };

    [Theory]
    [MemberData(nameof(Frames), DisableDiscoveryEnumeration = true)]
    public async Task What_is_no_frame_harms_nobody(string what, byte[] bytes)
    {
        var before = await CountBeforeAsync();
        await using var server = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            await using var socket = await ProtocolClientSocket.OpenAsync(server.Url);
            await socket.SendTextAsync(Connect);
            await SendAsync(socket, bytes);
            switch (i % 3)
            {
                case 0:
                    socket.HangUp();
                    break;
                case 1:
                    await EndSendingAsync(socket);
                    break;
            }
        }

        await AssertUnharmedAsync(server, before, what);
    }

    [Fact]
    public async Task A_conversation_may_be_cut_and_garbled_anywhere()
    {
        var before = await CountBeforeAsync();
        await using var server = await StartAsync();
        byte[] whole =
        [
            .. ProtocolClientSocket.RequestFor(server.Url), .. WebSocketFrames.Client(Opcode.Text, Encoding.UTF8.GetBytes(Connect), 7),
            .. WebSocketFrames.Client(Opcode.Text, """{"id":2,"subscribe":{"channel":"open:chat"}}"""u8, 7),
            .. WebSocketFrames.ClientClose(1000, "bye", 7),
        ];
        for (var seed = 0; seed < 400; seed++)
        {
            var random = new Random(seed);
            var bytes = whole.ToArray();
            for (var flips = random.Next(4); flips > 0; flips--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            var cut = random.Next(bytes.Length);

            await using var socket = await ProtocolClientSocket.DialAsync(server.Url);
            await SendAsync(socket, bytes.AsMemory(0, cut));
            if (random.Next(2) == 0)
                await SendAsync(socket, bytes.AsMemory(cut));
            if (random.Next(2) == 0)
                socket.HangUp();
        }

        await AssertUnharmedAsync(server, before, "400 seeds");
    }

    [Fact]
    public async Task Ten_thousand_connections_that_are_reset_at_once_leave_nothing_behind()
    {
        var before = await CountBeforeAsync();
        await using var server = await StartAsync();
        var request = ProtocolClientSocket.RequestFor(server.Url);
        byte[] talk = [.. request, .. WebSocketFrames.Client(Opcode.Text, Encoding.UTF8.GetBytes(Connect), 7)];
        var address = new IPEndPoint(IPAddress.Loopback, server.Url.Port);
        await Parallel.ForAsync(0, 10_000, new ParallelOptions { MaxDegreeOfParallelism = 50 }, async (i, stop) =>
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(true, 0) };
            await socket.ConnectAsync(address, stop);
            ReadOnlyMemory<byte> said = (i % 4) switch { 0 => default, 1 => request.AsMemory(0, 40), 2 => request, _ => talk };
            if (!said.IsEmpty)
                await socket.SendAsync(said, stop);
        });

        await AssertUnharmedAsync(server, before, "resets");
    }

    [Fact]
    public async Task Who_connects_and_says_nothing_is_closed_in_the_end()
    {
        var before = await CountBeforeAsync();
        await using var server = await StartAsync(TimeSpan.FromSeconds(1));
        var silent = await Task.WhenAll(Enumerable.Range(0, 200).Select(_ => ProtocolClientSocket.DialAsync(server.Url)));
        await Task.WhenAll(silent.Select(socket => SendAsync(socket, "GET /conn"u8.ToArray())));

        foreach (var socket in silent)
        {
            await socket.WhenEndedAsync().Within("the server ends the connection");
            await socket.DisposeAsync();
        }

        await AssertUnharmedAsync(server, before, "slow handshakes");
    }

    private Task<RealtimeServer> StartAsync(TimeSpan? headersTimeout = null) => ServeAsync(new ServerSetup
    {
        Services = services => services
            .AddLogging(logging => logging.AddProvider(_log))
            .Configure<KestrelServerOptions>(kestrel => kestrel.Limits.RequestHeadersTimeout = headersTimeout ?? TimeSpan.FromSeconds(30)),
    });

    /// <summary>What a process that has served once keeps for good is not counted.</summary>
    private async Task<int> CountBeforeAsync()
    {
        await using (var server = await StartAsync())
            await AssertServesAsync(server);
        return CountDescriptors();
    }

    private async Task AssertUnharmedAsync(RealtimeServer server, int before, string what)
    {
        await AssertServesAsync(server);
        await server.WhenEmptyAsync();
        Assert.DoesNotContain(_log.Rest(), line => line.Level >= LogLevel.Error);
        await server.DisposeAsync();
        await WhenNoMoreThanAsync(before).Within($"all that {what} opened is closed");
    }

    /// <summary>The system tells nobody when a descriptor is closed, and some are closed by threads that nobody waits for.</summary>
    private static async Task WhenNoMoreThanAsync(int count)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
        while (CountDescriptors() > count)
            await timer.WaitForNextTickAsync();
    }

    private static async Task AssertServesAsync(RealtimeServer server)
    {
        await using var client = await server.ConnectAsync();
        await client.SubscribeAsync("open:alive");
        await client.PublishAsync("open:alive", "1");
        await client.NextPublicationAsync();
        using var http = new HttpClient();
        Assert.StartsWith("hello", await http.GetStringAsync(new Uri(server.Url, "/hello"), TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    /// <summary>Sockets and what loops are made of; the runtime opens files as it pleases.</summary>
    private static int CountDescriptors() => new DirectoryInfo("/proc/self/fd").EnumerateFiles()
        .Count(entry => entry.LinkTarget is { } target && (target.StartsWith("socket:", StringComparison.Ordinal) || target.StartsWith("anon_inode:", StringComparison.Ordinal)));

    /// <summary>The server may have had enough before all of it was sent.</summary>
    private static async Task SendAsync(ProtocolClientSocket socket, ReadOnlyMemory<byte> bytes)
    {
        try
        {
            await socket.SendRawAsync(bytes);
        }
        catch (IOException)
        {
            // It has.
        }
    }

    private static async Task EndSendingAsync(ProtocolClientSocket socket)
    {
        try
        {
            socket.StopSending();
        }
        catch (SocketException)
        {
            // The server has ended the connection already.
        }
        await socket.WhenEndedAsync().Within("the server ends the connection");
    }

    private static byte[] Noise(int seed, int length)
    {
        var bytes = new byte[length];
        new Random(seed).NextBytes(bytes);
        return bytes;
    }

    private static byte[] Announce(long length)
    {
        byte[] header = [0x81, 0xFF, 0, 0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4, (byte)'x'];
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(2), length);
        return header;
    }
}

/// <inheritdoc/>
[Collection(DescriptorCounting.Name)]
public sealed class HostileTestsOnKestrel() : HostileTests(onLoops: false);

/// <inheritdoc/>
[Collection(DescriptorCounting.Name)]
public sealed class HostileTestsOnLoops() : HostileTests(onLoops: true);
