using System.Text;

namespace Loquat.Protocol.Tests;

public sealed class JsonReadingTests
{
    [Theory]
    [InlineData("", "an empty line", true)]
    [InlineData(" ", "a blank line", false)]
    [InlineData("{", "half an object", false)]
    [InlineData("null", "null", false)]
    [InlineData("[]", "an array", false)]
    [InlineData("\u00ef\u00bb\u00bf{}", "text before the object", false)]
    [InlineData("""{"id":1.5}""", "a fraction", false)]
    [InlineData("""{"id":1.0}""", "a fraction of zero", false)]
    [InlineData("""{"id":-1}""", "a negative id", false)]
    [InlineData("""{"id":4294967296}""", "an id of 33 bits", false)]
    [InlineData("""{"id":"1"}""", "an id in quotes", false)]
    [InlineData("""{"id":01}""", "a leading zero", false)]
    [InlineData("""{"id":1,"publish":[]}""", "an array for a request", false)]
    [InlineData("""{"id":1,"publish":{"channel":5}}""", "a number for a channel", false)]
    [InlineData("""{"id":1,"publish":{"data":{"a":}}}""", "a broken payload", false)]
    [InlineData("""{"id":1,"publish":{"data":'x'}}""", "a payload in single quotes", false)]
    [InlineData("""{"id":1,"publish":{"data":NaN}}""", "a payload that is not a number", false)]
    [InlineData("{\"id\":1,\"publish\":{\"data\":\"\u0001\"}}", "a control character in a payload", false)]
    [InlineData("{\"id\":1,\"publish\":{\"channel\":\"a\tb\"}}", "a tab in a name", false)]
    [InlineData("""{"id":1,"publish":{"channel":"\ud800"}}""", "half a surrogate pair in a name", false)]
    [InlineData("""{"id":1,"zzz\ud800":1}""", "half a surrogate pair in a key", false)]
    [InlineData("""{"id":1,"history":{"limit":2147483648}}""", "a limit of 32 bits", false)]
    [InlineData("""{"id":1,"subscribe":{"offset":18446744073709551616}}""", "an offset of 65 bits", false)]
    [InlineData("""{"id":1,"subscribe":{"recover":1}}""", "a number for a flag", false)]
    [InlineData("""{"id":1,"subscribe":{"tf":{"vals":"x"}}}""", "text for a list", false)]
    [InlineData("""{"id":1,"connect":{"headers":{"a":1}}}""", "a number for a header", false)]
    [InlineData("""{"id":1,/* x */"publish":{}}""", "a comment", false)]
    [InlineData("""{"id":1,}""", "a trailing comma", false)]
    public void What_is_no_command_is_refused(string line, string what, bool isBetweenCommands)
    {
        var text = isBetweenCommands ? "{}\n" + line + "\n{}" : line;

        Assert.True(Record.Exception(() => Wire.Commands(ProtocolCodec.Json, Encoding.UTF8.GetBytes(text))) is ProtocolException, what);
    }

    [Theory]
    [InlineData("{\"id\":1,\"publish\":{\"channel\":\"\xFF\"}}")]
    [InlineData("{\"id\":1,\"publish\":{\"data\":\"\xC0\xAF\"}}")]
    [InlineData("{\"id\":1,\"zzz\":\"\xED\xA0\x80\"}")]
    public void Bytes_that_are_not_UTF_8_are_refused_wherever_they_stand(string bytes) =>
        Assert.Throws<ProtocolException>(() => Wire.Commands(ProtocolCodec.Json, Encoding.Latin1.GetBytes(bytes)));

    [Theory]
    [InlineData("""{"id":7,"publish":{"channel":"c","data":{}}}""")]
    [InlineData("""{"publish":{"data":{},"channel":"c"},"id":7}""")]
    [InlineData("""  {"ID":7, "Publish":{"CHANNEL":"c", "Data":{}}}  """)]
    [InlineData("""{"\u0069d":7,"pub\u006cish":{"ch\u0061nnel":"\u0063","data":{}}}""")]
    [InlineData("""{"id":1,"id":7,"publish":{"channel":"x","channel":"c","data":{}}}""")]
    [InlineData("""{"id":7,"publish":{"channel":"x"},"publish":{"channel":"c","data":{}}}""")]
    [InlineData("""{"id":7,"zzz":{"a":[{}]},"publish":{"channel":"c","data":{},"zzz":[1]},"connect":null}""")]
    [InlineData("""{"id":7,"rpc":{"method":"m"},"publish":{"channel":"c","data":{}},"send":{}}""")]
    [InlineData("""{"id":7,"publish":{"channel":"c","data":{}}}{"id":8,"connect":{}} and so on""")]
    [InlineData("{\"id\":7,\"publish\":{\"channel\":\"c\",\"data\":{}}}\n")]
    [InlineData("{\"id\":7,\"publish\":{\"channel\":\"c\",\"data\":{}}}\r\n")]
    public void A_command_is_read_whatever_its_form(string text)
    {
        var publish = Assert.IsType<Command.Publish>(Wire.Command(ProtocolCodec.Json, text));

        Assert.Equal((7u, "c", "{}"), (publish.Id, publish.Channel, Encoding.UTF8.GetString(publish.Data.Span)));
    }

    [Theory]
    [InlineData("{}", typeof(Command.Pong))]
    [InlineData("""{"id":0}""", typeof(Command.Pong))]
    [InlineData("""{"connect":{}}""", typeof(Command.Pong))]
    [InlineData("""{"send":{"data":1}}""", typeof(Command.Send))]
    [InlineData("""{"id":3,"send":{"data":1}}""", typeof(Command.Send))]
    [InlineData("""{"send":null}""", typeof(Command.Pong))]
    [InlineData("""{"id":3,"ping":{}}""", typeof(Command.Unknown))]
    [InlineData("""{"id":3,"dance":{}}""", typeof(Command.Unknown))]
    [InlineData("""{"id":3,"connect":null}""", typeof(Command.Unknown))]
    public void What_a_command_is_depends_on_its_id_and_methods(string text, Type expected) =>
        Assert.IsType(expected, Wire.Command(ProtocolCodec.Json, text));

    [Theory]
    [InlineData("""{ "b" : 1 ,  "a": [ 1,2 ] }""")]
    [InlineData("null")]
    [InlineData("1.0")]
    [InlineData("\"\\u00e9\\ud800\"")]
    [InlineData("""{"a":1,"a":2}""")]
    public void A_payload_is_a_slice_of_the_message(string payload)
    {
        ReadOnlyMemory<byte> message = Encoding.UTF8.GetBytes($$$"""{"id":1,"rpc":{"data": {{{payload}}} ,"method":"m"}}""");
        var rest = message;
        Assert.True(ProtocolCodec.Json.TryReadCommand(ref rest, out var command));

        var data = ((Command.Rpc)command).Data;

        Assert.Equal(payload, Encoding.UTF8.GetString(data.Span));
        Assert.True(message.Span.Overlaps(data.Span));
    }

    [Fact]
    public void Deep_nesting_overflows_nothing()
    {
        var deep = new string('[', 60_000);
        Assert.Throws<ProtocolException>(() => Wire.Command(ProtocolCodec.Json, $$"""{"id":1,"rpc":{"data":{{deep}}"""));

        var filters = string.Concat(Enumerable.Repeat("""{"nodes":[""", 900));
        Assert.Throws<ProtocolException>(() => Wire.Command(ProtocolCodec.Json, $$"""{"id":1,"subscribe":{"tf":{{filters}}"""));

        var allowed = new string('[', 900) + new string(']', 900);
        var rpc = (Command.Rpc)Wire.Command(ProtocolCodec.Json, $$$"""{"id":1,"rpc":{"data":{{{allowed}}},"method":"m"}}""");
        Assert.Equal(allowed, Encoding.UTF8.GetString(rpc.Data.Span));
    }

    [Fact]
    public void Newlines_of_a_payload_go_and_all_else_stays()
    {
        var reply = new Reply.Rpc(1, "{\r\n  \"a\": \"\\n\"\n}\n"u8.ToArray());

        Assert.Equal("{\"id\":1,\"rpc\":{\"data\":{\r  \"a\": \"\\n\"}}}", Encoding.UTF8.GetString(Wire.Write(ProtocolCodec.Json, reply)));
    }

    [Fact]
    public void A_connect_request_can_stand_alone()
    {
        var request = ProtocolCodec.Json.ReadConnectRequest("""{"token":"t","subs":{"news":{"recover":true,"offset":5,"epoch":"x"}}}"""u8.ToArray());

        Assert.Equal("t", request.Token);
        Assert.Equal(new StreamPosition(5, "x"), request.Subscriptions["news"].Position);
        Assert.Throws<ProtocolException>(() => ProtocolCodec.Json.ReadConnectRequest("[]"u8.ToArray()));
    }
}
