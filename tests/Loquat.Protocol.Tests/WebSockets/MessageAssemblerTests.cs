using System.Text;
using Loquat.Protocol.WebSockets;

namespace Loquat.Protocol.Tests.WebSockets;

public sealed class MessageAssemblerTests
{
    private const uint Key = 0x3d21fa37;
    private const int Limit = 65536;

    [Fact]
    public void A_message_in_one_frame_is_unmasked_where_it_lies()
    {
        using var assembler = new MessageAssembler(FrameSender.Client, Limit);
        var bytes = WebSocketFrames.Client(Opcode.Text, "Hello"u8, Key);
        Memory<byte> input = bytes;

        Assert.Equal(MessageRead.Complete, assembler.Read(ref input, out var message));

        Assert.Equal("Hello", Encoding.UTF8.GetString(message.Payload.Span));
        Assert.True(bytes.AsSpan().Overlaps(message.Payload.Span));
        Assert.True(input.IsEmpty);
        Assert.Equal(MessageRead.NeedMore, assembler.Read(ref input, out _));
    }

    [Fact]
    public void Control_frames_come_between_fragments()
    {
        Assert.Equal(
            ["Ping:are you there", "Text:Hello", "Pong:", "Close:\u0003\ufffd"],
            Read([
                .. Fragment(Opcode.Text, "Hel", isFinal: false), .. Fragment(Opcode.Ping, "are you there"),
                .. Fragment(Opcode.Continuation, "lo"), .. Fragment(Opcode.Pong, ""), .. WebSocketFrames.ClientClose(1000, "", Key),
            ]));
    }

    [Fact]
    public void Fragments_may_be_empty() =>
        Assert.Equal(
            ["Text:", "Text:ab", "Binary:"],
            Read([
                .. Fragment(Opcode.Text, "", isFinal: false), .. Fragment(Opcode.Continuation, "", isFinal: false), .. Fragment(Opcode.Continuation, ""),
                .. Fragment(Opcode.Text, "", isFinal: false), .. Fragment(Opcode.Continuation, "ab", isFinal: false), .. Fragment(Opcode.Continuation, ""),
                .. Fragment(Opcode.Binary, ""),
            ]));

    [Fact]
    public void Any_split_of_the_bytes_reads_the_same()
    {
        byte[] bytes = [
            .. Fragment(Opcode.Text, "one"), .. Fragment(Opcode.Binary, new string('x', 700), isFinal: false), .. Fragment(Opcode.Ping, "p"),
            .. Fragment(Opcode.Continuation, "", isFinal: false), .. Fragment(Opcode.Continuation, new string('y', 70)),
            .. Fragment(Opcode.Text, new string('z', 200)), .. Fragment(Opcode.Pong, "q"),
        ];
        var expected = Read(bytes);
        Assert.Equal(5, expected.Count);

        for (var size = 1; size <= 20; size++)
            Assert.Equal(expected, Read(bytes, _ => size));

        var seed = Environment.TickCount;
        var random = new Random(seed);
        for (var round = 0; round < 500; round++)
            Assert.True(expected.SequenceEqual(Read(bytes, _ => random.Next(1, 400))), $"seed {seed}, round {round}");
    }

    [Theory]
    [InlineData(Limit, MessageRead.Complete)]
    [InlineData(Limit + 1, MessageRead.TooBig)]
    public void The_limit_counts_the_payload_of_a_frame(int size, MessageRead expected)
    {
        using var assembler = new MessageAssembler(FrameSender.Client, Limit);
        Memory<byte> input = WebSocketFrames.Client(Opcode.Binary, new byte[size], Key);

        Assert.Equal(expected, assembler.Read(ref input, out _));
    }

    [Fact]
    public void The_limit_holds_for_fragments_together_and_before_their_payload_comes()
    {
        using var assembler = new MessageAssembler(FrameSender.Client, maxMessageSize: 10);
        Memory<byte> input = (byte[])[.. Fragment(Opcode.Text, "123456", isFinal: false), .. Fragment(Opcode.Continuation, "12345")[..6]];

        Assert.Equal(MessageRead.TooBig, assembler.Read(ref input, out _));
    }

    [Fact]
    public void A_huge_announced_length_is_too_big()
    {
        using var assembler = new MessageAssembler(FrameSender.Server, Limit);
        Memory<byte> input = Convert.FromHexString("827f7fffffffffffffff");

        Assert.Equal(MessageRead.TooBig, assembler.Read(ref input, out _));
    }

    [Fact]
    public void A_continuation_of_nothing_is_malformed() => Assert.Equal(MessageRead.Malformed, Outcome(Fragment(Opcode.Continuation, "x")));

    [Fact]
    public void A_new_message_inside_another_is_malformed() =>
        Assert.Equal(MessageRead.Malformed, Outcome([.. Fragment(Opcode.Text, "a", isFinal: false), .. Fragment(Opcode.Text, "b")]));

    [Fact]
    public void A_continuation_after_the_end_is_malformed() =>
        Assert.Equal(
            MessageRead.Malformed,
            Outcome([.. Fragment(Opcode.Text, "a", isFinal: false), .. Fragment(Opcode.Continuation, "b"), .. Fragment(Opcode.Continuation, "c")]));

    [Fact]
    public void A_fragmented_message_knows_that_it_is_compressed()
    {
        using var assembler = new MessageAssembler(FrameSender.Server, Limit, compression: true);
        Memory<byte> input = Convert.FromHexString("4101AA" + "8001BB" + "8101CC");

        Assert.Equal(MessageRead.Complete, assembler.Read(ref input, out var message));
        Assert.True(message.IsCompressed);
        Assert.Equal(new byte[] { 0xAA, 0xBB }, message.Payload);

        Assert.Equal(MessageRead.Complete, assembler.Read(ref input, out message));
        Assert.False(message.IsCompressed);
    }

    [Fact]
    public void Mutated_frames_never_break_the_reader()
    {
        var seed = FuzzRun.Seed;
        var random = new Random(seed);
        var rounds = FuzzRun.Rounds(usual: 50_000);
        byte[] good = [.. Fragment(Opcode.Text, "Hel", isFinal: false), .. Fragment(Opcode.Ping, "p"), .. Fragment(Opcode.Continuation, "lo")];
        for (var round = 0; round < rounds; round++)
        {
            var bytes = (byte[])good.Clone();
            for (var change = random.Next(1, 4); change > 0; change--)
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);

            var exception = Record.Exception(() => Outcome(bytes));
            Assert.True(exception is null, $"seed {seed}, round {round}: {exception}");
        }
    }

    private static byte[] Fragment(Opcode opcode, string text, bool isFinal = true)
    {
        var frame = WebSocketFrames.Client(opcode, Encoding.UTF8.GetBytes(text), Key);
        if (!isFinal)
            frame[0] &= 0x7F;
        return frame;
    }

    private static List<string> Read(byte[] bytes, Func<int, int>? sizeOfPiece = null)
    {
        using var assembler = new MessageAssembler(FrameSender.Client, Limit);
        var messages = new List<string>();
        for (var at = 0; at < bytes.Length;)
        {
            var size = Math.Min(sizeOfPiece?.Invoke(at) ?? bytes.Length, bytes.Length - at);
            // A copy of its own for each piece: what the reader keeps must not lie in it.
            Memory<byte> piece = bytes.AsSpan(at, size).ToArray();
            var whole = piece;
            while (assembler.Read(ref piece, out var message) is var read && read == MessageRead.Complete)
                messages.Add($"{message.Opcode}:{Encoding.UTF8.GetString(message.Payload.Span)}");
            Assert.True(piece.IsEmpty);
            whole.Span.Clear();
            at += size;
        }

        return messages;
    }

    private static MessageRead Outcome(byte[] bytes)
    {
        using var assembler = new MessageAssembler(FrameSender.Client, Limit);
        Memory<byte> input = bytes;
        MessageRead read;
        do
        {
            read = assembler.Read(ref input, out _);
        }
        while (read == MessageRead.Complete);
        return read;
    }
}
