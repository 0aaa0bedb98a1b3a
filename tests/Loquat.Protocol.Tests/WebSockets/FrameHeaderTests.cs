using System.Text;
using Loquat.Protocol.WebSockets;

namespace Loquat.Protocol.Tests.WebSockets;

public sealed class FrameHeaderTests
{
    /// <summary>The examples of RFC 6455, section 5.7.</summary>
    [Theory]
    [InlineData("810548656c6c6f", FrameSender.Server, Opcode.Text, true, 5)]
    [InlineData("818537fa213d7f9f4d5158", FrameSender.Client, Opcode.Text, true, 5)]
    [InlineData("010348656c", FrameSender.Server, Opcode.Text, false, 3)]
    [InlineData("80026c6f", FrameSender.Server, Opcode.Continuation, true, 2)]
    [InlineData("890548656c6c6f", FrameSender.Server, Opcode.Ping, true, 5)]
    [InlineData("8a8537fa213d7f9f4d5158", FrameSender.Client, Opcode.Pong, true, 5)]
    [InlineData("827e0100", FrameSender.Server, Opcode.Binary, true, 256)]
    [InlineData("827f0000000000010000", FrameSender.Server, Opcode.Binary, true, 65536)]
    public void The_examples_of_the_RFC_are_read(string hex, FrameSender sender, Opcode opcode, bool isFinal, long length)
    {
        Assert.Equal(HeaderRead.Complete, FrameHeader.Read(Convert.FromHexString(hex), sender, compression: false, out var header));

        Assert.Equal((opcode, isFinal, length), (header.Opcode, header.IsFinal, header.PayloadLength));
    }

    [Fact]
    public void The_examples_of_the_RFC_are_written()
    {
        Assert.Equal("810548656C6C6F", Convert.ToHexString(WebSocketFrames.Server(Opcode.Text, "Hello"u8)));
        Assert.Equal("818537FA213D7F9F4D5158", Convert.ToHexString(WebSocketFrames.Client(Opcode.Text, "Hello"u8, 0x3d21fa37)));
        Assert.StartsWith("827E0100", Convert.ToHexString(WebSocketFrames.Server(Opcode.Binary, new byte[256])));
        Assert.StartsWith("827F0000000000010000", Convert.ToHexString(WebSocketFrames.Server(Opcode.Binary, new byte[65536])));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(125)]
    [InlineData(126)]
    [InlineData(65535)]
    [InlineData(65536)]
    public void What_is_written_is_read_again(int length)
    {
        var client = WebSocketFrames.Client(Opcode.Binary, new byte[length], 0x01020304);
        Assert.Equal(HeaderRead.Complete, FrameHeader.Read(client, FrameSender.Client, compression: false, out var header));
        Assert.Equal(
            new FrameHeader(Opcode.Binary, IsFinal: true, IsCompressed: false, 0x01020304, length, FrameHeader.LengthFor(length, FrameSender.Client)),
            header);

        var server = WebSocketFrames.Server(Opcode.Text, new byte[length]);
        Assert.Equal(HeaderRead.Complete, FrameHeader.Read(server, FrameSender.Server, compression: false, out header));
        Assert.Equal(
            new FrameHeader(Opcode.Text, IsFinal: true, IsCompressed: false, 0, length, FrameHeader.LengthFor(length, FrameSender.Server)), header);
    }

    [Theory]
    [InlineData("8180", "a masked frame from a server", FrameSender.Server)]
    [InlineData("8105", "an unmasked frame from a client", FrameSender.Client)]
    [InlineData("c180", "RSV1 without compression", FrameSender.Client)]
    [InlineData("a180", "RSV2", FrameSender.Client)]
    [InlineData("9180", "RSV3", FrameSender.Client)]
    [InlineData("8380", "reserved opcode 3", FrameSender.Client)]
    [InlineData("8780", "reserved opcode 7", FrameSender.Client)]
    [InlineData("8b80", "reserved opcode 11", FrameSender.Client)]
    [InlineData("8f80", "reserved opcode 15", FrameSender.Client)]
    [InlineData("89fe", "a ping longer than 125 bytes", FrameSender.Client)]
    [InlineData("88ff", "a very long close", FrameSender.Client)]
    [InlineData("0980", "a fragmented ping", FrameSender.Client)]
    [InlineData("817e007d", "125 in the 16 bit form", FrameSender.Server)]
    [InlineData("817f000000000000ffff", "65535 in the 64 bit form", FrameSender.Server)]
    [InlineData("817f8000000000000000", "a length with the top bit", FrameSender.Server)]
    [InlineData("817fffffffffffffffff", "a length of all bits", FrameSender.Server)]
    public void What_breaks_the_RFC_is_refused(string hex, string what, FrameSender sender)
    {
        var read = FrameHeader.Read(Convert.FromHexString(hex), sender, compression: false, out _);

        Assert.True(read == HeaderRead.Malformed, $"{what}: {read}");
    }

    [Theory]
    [InlineData("c180", HeaderRead.NeedMore)]
    [InlineData("c280", HeaderRead.NeedMore)]
    [InlineData("c080", HeaderRead.Malformed)]
    [InlineData("c980", HeaderRead.Malformed)]
    [InlineData("e180", HeaderRead.Malformed)]
    public void Compression_allows_RSV1_on_the_first_data_frame_only(string hex, HeaderRead expected) =>
        Assert.Equal(expected, FrameHeader.Read(Convert.FromHexString(hex), FrameSender.Client, compression: true, out _));

    [Fact]
    public void A_part_of_a_header_needs_more()
    {
        var frame = WebSocketFrames.Client(Opcode.Binary, new byte[70000], 0x01020304);
        for (var length = 0; length < FrameHeader.MaxLength; length++)
            Assert.Equal(HeaderRead.NeedMore, FrameHeader.Read(frame.AsSpan(0, length), FrameSender.Client, compression: false, out _));
    }

    [Fact]
    public void Masking_works_from_any_offset_and_twice_is_nothing()
    {
        var text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 50).Select(number => $"number {number}, ")));
        const uint Key = 0xA1B2C3D4;
        var expected = text.Select((value, i) => (byte)(value ^ (byte)(Key >> (8 * (i % 4))))).ToArray();

        for (var cut = 0; cut < 70; cut++)
        {
            var masked = (byte[])text.Clone();
            FrameMask.Apply(masked.AsSpan(0, cut), Key);
            FrameMask.Apply(masked.AsSpan(cut), Key, cut);
            Assert.Equal(expected, masked);

            FrameMask.Apply(masked, Key);
            Assert.Equal(text, masked);
        }
    }

    [Fact]
    public void The_accept_value_is_that_of_the_RFC()
    {
        Assert.Equal("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=", WebSocketHandshake.Accept("dGhlIHNhbXBsZSBub25jZQ=="));
        Assert.True(WebSocketHandshake.IsKey("dGhlIHNhbXBsZSBub25jZQ=="));
        Assert.False(WebSocketHandshake.IsKey("dGhlIHNhbXBsZSBub25j"));
        Assert.False(WebSocketHandshake.IsKey("dGhlIHNhbXBsZSBub25jZQ*="));
    }
}
