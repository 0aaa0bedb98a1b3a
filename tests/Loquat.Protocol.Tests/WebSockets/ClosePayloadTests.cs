using System.Text;
using Loquat.Protocol.WebSockets;

namespace Loquat.Protocol.Tests.WebSockets;

public sealed class ClosePayloadTests
{
    [Fact]
    public void A_close_says_its_code_and_reason()
    {
        var frame = WebSocketFrames.ServerClose(3500, "invalid token");

        Assert.Null(ClosePayload.Read(frame.AsSpan(2), out var close));
        Assert.Equal(new ClosePayload(3500, "invalid token"), close);
    }

    [Theory]
    [InlineData("", null, (ushort)1005)]
    [InlineData("03e8", null, (ushort)1000)]
    [InlineData("03", CloseCode.ProtocolError, (ushort)1005)]
    [InlineData("0000", CloseCode.ProtocolError, (ushort)1005)]
    [InlineData("03e7", CloseCode.ProtocolError, (ushort)1005)]
    [InlineData("03ec", CloseCode.ProtocolError, (ushort)1005)]
    [InlineData("03ed", CloseCode.ProtocolError, (ushort)1005)]
    [InlineData("03ee", CloseCode.ProtocolError, (ushort)1005)]
    [InlineData("03f8", CloseCode.ProtocolError, (ushort)1005)]
    [InlineData("0bb7", CloseCode.ProtocolError, (ushort)1005)]
    [InlineData("0bb8", null, (ushort)3000)]
    [InlineData("1387", null, (ushort)4999)]
    [InlineData("1388", CloseCode.ProtocolError, (ushort)1005)]
    [InlineData("03e8ceba", null, (ushort)1000)]
    [InlineData("03e8ce", CloseCode.InvalidText, (ushort)1005)]
    public void What_a_peer_may_not_send_is_answered_with_a_code(string hex, ushort? answer, ushort code)
    {
        Assert.Equal(answer, ClosePayload.Read(Convert.FromHexString(hex), out var close));
        Assert.Equal(code, close.Code);
    }

    [Theory]
    [InlineData("a", 123)]
    [InlineData("ж", 122)]
    [InlineData("€", 123)]
    [InlineData("🎉", 120)]
    public void A_long_reason_is_cut_between_characters(string character, int expected)
    {
        Span<byte> output = stackalloc byte[FrameHeader.MaxControlPayload];
        var reason = string.Concat(Enumerable.Repeat(character, 200));

        var length = ClosePayload.Write(output, 3000, reason);

        Assert.Equal(2 + expected, length);
        Assert.Null(ClosePayload.Read(output[..length], out var close));
        Assert.Equal(reason[..(expected / Encoding.UTF8.GetByteCount(character) * character.Length)], close.Reason);
    }
}
