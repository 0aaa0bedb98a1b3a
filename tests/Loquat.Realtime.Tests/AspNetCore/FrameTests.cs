using System.Text;
using Loquat.Protocol.WebSockets;
using Loquat.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>What RFC 6455 asks of a server, on both ways in.</summary>
public abstract class FrameTests(bool onLoops) : OnEitherTransport(onLoops)
{
    private const string Connect = """{"id":1,"connect":{}}""";

    public static TheoryData<bool> BothWays => [true, false];

    private Task<RealtimeServer> StartAsync(bool fast) =>
        ServeAsync(new ServerSetup { Http = options => options.FastUpgrade = fast });

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_message_in_fragments_is_one_message_and_control_frames_come_between(bool fast)
    {
        await using var server = await StartAsync(fast);
        await using var socket = await ProtocolClientSocket.OpenAsync(server.Url);

        await socket.SendRawAsync(ProtocolClientSocket.Fragment(Opcode.Text, Connect[..5], isFinal: false));
        await socket.SendAsync(Opcode.Ping, "are you there"u8);
        await socket.SendRawAsync(ProtocolClientSocket.Fragment(Opcode.Continuation, Connect[5..9], isFinal: false));
        await socket.SendAsync(Opcode.Pong, "unasked"u8);
        await socket.SendRawAsync(ProtocolClientSocket.Fragment(Opcode.Continuation, Connect[9..], isFinal: true));

        var pong = await socket.ReceiveAsync().Within("the ping is answered");
        Assert.Equal((Opcode.Pong, "are you there"), (pong!.Opcode, pong.Text));
        Assert.Contains("\"connect\"", await socket.ReceiveTextAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_message_may_be_as_long_as_the_limit_and_not_longer(bool fast)
    {
        await using var server = await StartAsync(fast);
        await using var socket = await ProtocolClientSocket.OpenAsync(server.Url);
        await socket.SendTextAsync(Connect);
        await socket.ReceiveTextAsync();

        await socket.SendTextAsync(PublishOf(65_536));
        Assert.Equal("""{"id":2,"publish":{}}""", await socket.ReceiveTextAsync());

        await socket.SendTextAsync(PublishOf(65_537));
        Assert.Equal((1009, ""), await socket.ReceiveCloseAsync());
        socket.HangUp();
        await server.WhenEmptyAsync();
    }

    private static string PublishOf(int length)
    {
        const string Before = """{"id":2,"publish":{"channel":"open:big","data":" """;
        const string After = "\"}}";
        return Before + new string('x', length - Before.Length - After.Length) + After;
    }

    public static TheoryData<string, byte[]> BrokenFrames => new()
    {
        { "unmasked", WebSocketFrames.Server(Opcode.Text, "{}"u8) },
        { "reserved bit", [0xC1, 0x80, 0, 0, 0, 0] },
        { "reserved opcode", [0x83, 0x80, 0, 0, 0, 0] },
        { "continuation of nothing", [0x80, 0x80, 0, 0, 0, 0] },
        { "fragmented ping", [0x09, 0x80, 0, 0, 0, 0] },
        { "close code that may not be sent", WebSocketFrames.Client(Opcode.Close, [0x03, 0xEE], 7) },
        { "close code cut in two", WebSocketFrames.Client(Opcode.Close, [0x03], 7) },
    };

    [Theory]
    [MemberData(nameof(BrokenFrames), DisableDiscoveryEnumeration = true)]
    public async Task A_frame_that_breaks_the_rules_ends_the_connection(string fault, byte[] frame)
    {
        foreach (var fast in (bool[])[true, false])
        {
            await using var server = await StartAsync(fast);
            await using var socket = await ProtocolClientSocket.OpenAsync(server.Url);
            await socket.SendTextAsync(Connect);
            await socket.ReceiveTextAsync();

            await socket.SendRawAsync(frame);

            var (code, reason) = await socket.ReceiveCloseAsync();
            Assert.Equal((fault, 1002, ""), (fault, code, reason));
            socket.HangUp();
            await server.WhenEmptyAsync();
        }
    }

    [Fact]
    public async Task A_close_reason_that_is_no_text_is_told_so()
    {
        await using var server = await StartAsync(fast: true);
        await using var socket = await ProtocolClientSocket.OpenAsync(server.Url);

        await socket.SendAsync(Opcode.Close, [0x03, 0xE8, 0xFF]);

        Assert.Equal((1007, ""), await socket.ReceiveCloseAsync());
    }

    [Theory]
    [InlineData(true, 1000)]
    [InlineData(false, 1000)]
    [InlineData(true, 3000)]
    [InlineData(false, 4999)]
    public async Task A_clients_close_is_echoed_with_its_code_and_without_its_reason(bool fast, int code)
    {
        await using var server = await StartAsync(fast);
        await using var socket = await ProtocolClientSocket.OpenAsync(server.Url);

        await socket.SendCloseAsync(code, "bye");

        Assert.Equal((code, ""), await socket.ReceiveCloseAsync());
        Assert.Null(await socket.ReceiveAsync().Within("TCP ends"));
        await server.WhenEmptyAsync();
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_close_without_a_code_is_echoed_without_one(bool fast)
    {
        await using var server = await StartAsync(fast);
        await using var socket = await ProtocolClientSocket.OpenAsync(server.Url);

        await socket.SendAsync(Opcode.Close, default);

        Assert.Equal(CloseCode.None, (await socket.ReceiveCloseAsync()).Code);
        Assert.Null(await socket.ReceiveAsync().Within("TCP ends"));
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task What_comes_after_the_servers_close_is_read_until_the_client_answers_it(bool fast)
    {
        await using var server = await StartAsync(fast);
        await using var socket = await ProtocolClientSocket.OpenAsync(server.Url);
        await socket.SendTextAsync("no command");
        Assert.Equal((3501, "bad request"), await socket.ReceiveCloseAsync());

        await socket.SendTextAsync(Connect);
        await socket.SendAsync(Opcode.Ping, default);
        Assert.Equal(1, server.Engine.SessionCount);
        await socket.SendCloseAsync(3501);

        Assert.Null(await socket.ReceiveAsync().Within("TCP ends"));
        await server.WhenEmptyAsync();
    }

    [Theory]
    [MemberData(nameof(BothWays))]
    public async Task A_client_that_does_not_answer_the_close_is_dropped_after_five_seconds(bool fast)
    {
        var time = new ManualClock();
        await using var server = await ServeAsync(new ServerSetup
        {
            Http = options => options.FastUpgrade = fast,
            Services = services => services.AddSingleton<TimeProvider>(time),
        });
        await using var socket = await ProtocolClientSocket.OpenAsync(server.Url);

        await socket.SendTextAsync("no command");
        await socket.ReceiveCloseAsync();
        time.Advance(TimeSpan.FromSeconds(4.9));
        Assert.Equal(1, server.Engine.SessionCount);
        time.Advance(TimeSpan.FromSeconds(0.2));

        Assert.Null(await socket.ReceiveAsync().Within("TCP ends"));
        await server.WhenEmptyAsync();
    }

    [Fact]
    public async Task Json_in_binary_frames_is_understood()
    {
        await using var server = await StartAsync(fast: true);
        await using var socket = await ProtocolClientSocket.OpenAsync(server.Url);

        await socket.SendAsync(Opcode.Binary, Encoding.UTF8.GetBytes(Connect));

        Assert.Contains("\"connect\"", await socket.ReceiveTextAsync(), StringComparison.Ordinal);
    }
}

/// <inheritdoc/>
public sealed class FrameTestsOnKestrel() : FrameTests(onLoops: false);

/// <inheritdoc/>
public sealed class FrameTestsOnLoops() : FrameTests(onLoops: true);
