using System.Text;
using Loquat.Protocol;
using Loquat.Protocol.WebSockets;
using Loquat.Realtime.AspNetCore.WebSockets;
using Loquat.Testing;

namespace Loquat.Realtime.Tests.AspNetCore;

/// <summary>Two write to one wire: what they may do to each other.</summary>
public sealed class TransportTests
{
    private static readonly string Pong = Text(WebSocketFrames.Server(Opcode.Pong, "p"u8));
    private static readonly string Close = Text(WebSocketFrames.ServerClose(3008, "slow"));

    private static string Text(ReadOnlySpan<byte> bytes) => Encoding.Latin1.GetString(bytes);

    /// <summary>A wire that takes as many bytes at once as the test allows, and the rest when the test says so.</summary>
    private sealed class NarrowTransport() : WebSocketTransport(new WebSocketForm(WireEncoding.Json, PingsNatively: false, IsUnidirectional: false, Deflater: null), new ManualClock())
    {
        private readonly StringBuilder _wire = new();
        private readonly TaskCompletionSource _drained = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Room { get; set; } = int.MaxValue;

        public bool IsAborted { get; private set; }

        public string Wire => _wire.ToString();

        public void Drain()
        {
            Room = int.MaxValue;
            _drained.TrySetResult();
        }

        public override void Abort() => IsAborted = true;

        protected override int Write(ReadOnlySpan<byte> bytes)
        {
            var taken = Math.Min(Room, bytes.Length);
            Room -= Room == int.MaxValue ? 0 : taken;
            _wire.Append(Text(bytes[..taken]));
            return taken;
        }

        protected override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
        {
            if (Room < bytes.Length)
                await _drained.Task;
            _wire.Append(Text(bytes.Span));
        }

        protected override void FinishWriting() => _wire.Append("[end]");
    }

    private static async Task<NarrowTransport> OpenAsync(int room)
    {
        var transport = new NarrowTransport();
        await transport.OpenAsync(default).Within("the transport opens");
        transport.Room = room;
        return transport;
    }

    [Fact]
    public async Task A_control_frame_waits_until_a_cut_frame_is_through()
    {
        using var transport = await OpenAsync(room: 4);

        Assert.Equal(4, transport.TrySend("message"u8));
        transport.SendPong("p"u8);
        var rest = transport.SendAsync("age"u8.ToArray()).AsTask();
        Assert.Equal("mess", transport.Wire);
        transport.Drain();
        await rest.Within("the rest is sent");

        Assert.Equal("message" + Pong, transport.Wire);
    }

    [Fact]
    public async Task The_engine_waits_until_a_cut_control_frame_is_through()
    {
        using var transport = await OpenAsync(room: 1);

        transport.SendPong("p"u8);
        Assert.Equal(0, transport.TrySend("message"u8));
        var message = transport.SendAsync("message"u8.ToArray()).AsTask();
        transport.Drain();
        await message.Within("the message is sent");

        Assert.Equal(Pong + "message", transport.Wire);
    }

    [Fact]
    public async Task Of_the_pongs_that_wait_only_the_newest_is_sent()
    {
        using var transport = await OpenAsync(room: 4);
        transport.TrySend("message"u8);

        transport.SendPong("older"u8);
        transport.SendPong("p"u8);
        transport.Drain();
        await transport.SendAsync("age"u8.ToArray());

        Assert.Equal("message" + Pong, transport.Wire);
    }

    [Fact]
    public async Task Nothing_follows_a_close_and_no_pong_replaces_it()
    {
        using var transport = await OpenAsync(room: 4);
        transport.TrySend("message"u8);

        transport.Close(Disconnect.Slow);
        transport.SendPong("p"u8);
        transport.Close(Disconnect.Stale);
        var rest = transport.SendAsync("age"u8.ToArray()).AsTask();
        transport.Drain();
        await rest.Within("the rest is sent");
        await transport.SendAsync("next"u8.ToArray());
        Assert.Equal(4, transport.TrySend("next"u8));

        Assert.Equal("message" + Close, transport.Wire);
    }

    [Fact]
    public async Task Nothing_is_sent_before_the_answer_to_the_handshake()
    {
        using var transport = new NarrowTransport();

        Assert.Equal(0, transport.TrySend("message"u8));
        var message = transport.SendAsync("message"u8.ToArray()).AsTask();
        Assert.Equal("", transport.Wire);
        await transport.OpenAsync("101 "u8.ToArray());
        await message.Within("the message is sent");

        Assert.Equal("101 message", transport.Wire);
    }

    [Fact]
    public async Task A_session_that_ends_without_a_word_drops_the_connection_unless_a_close_is_on_its_way()
    {
        using var dropped = await OpenAsync(room: int.MaxValue);
        dropped.Close(Disconnect.ConnectionClosed);
        Assert.Equal((true, ""), (dropped.IsAborted, dropped.Wire));

        using var closing = await OpenAsync(room: int.MaxValue);
        closing.EchoClose(1000);
        closing.Close(Disconnect.ConnectionClosed);
        Assert.False(closing.IsAborted);
    }

    [Fact]
    public async Task The_last_word_ends_the_sending()
    {
        using var transport = await OpenAsync(room: 4);
        transport.TrySend("message"u8);

        transport.Close(3008, "slow", lastWord: true);
        transport.Drain();
        await transport.SendAsync("age"u8.ToArray());

        Assert.Equal("message" + Close + "[end]", transport.Wire);
    }
}
