using System.Buffers;
using System.Text;

namespace Loquat.Protocol.Tests;

public sealed class EmulationRequestTests
{
    [Theory]
    [InlineData(WireEncoding.Json, """{"node":"n","session":"s","data":"{\"id\":2,\"rpc\":{\"data\":\"\\u0001\"}}\n{}"}""")]
    [InlineData(WireEncoding.Protobuf, "0a016e1201731a237b226964223a322c22727063223a7b2264617461223a225c7530303031227d7d0a7b7d")]
    public void Commands_arrive_as_they_were_sent(WireEncoding encoding, string expected)
    {
        var codec = ProtocolCodec.Of(encoding);
        var commands = "{\"id\":2,\"rpc\":{\"data\":\"\\u0001\"}}\n{}"u8.ToArray();
        var output = new ArrayBufferWriter<byte>();

        codec.WriteEmulationRequest(output, new EmulationRequest("s", "n", commands));
        var read = codec.ReadEmulationRequest(output.WrittenMemory);

        Assert.Equal(expected, encoding == WireEncoding.Json ? Encoding.UTF8.GetString(output.WrittenSpan) : Convert.ToHexStringLower(output.WrittenSpan));
        Assert.Equal(("s", "n"), (read.Session, read.Node));
        Assert.Equal(commands, read.Data);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{bad")]
    [InlineData("[]")]
    [InlineData("null")]
    public void Other_bodies_are_refused(string body) =>
        Assert.Throws<ProtocolException>(() => ProtocolCodec.Json.ReadEmulationRequest(Encoding.UTF8.GetBytes(body)));

    [Fact]
    public void Commands_that_are_not_text_have_no_effect() =>
        Assert.True(ProtocolCodec.Json.ReadEmulationRequest("""{"session":"s","node":"n","data":{"id":2}}"""u8.ToArray()).Data.IsEmpty);
}
