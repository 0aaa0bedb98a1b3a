namespace Loquat.Protocol.Tests;

public sealed class ProtobufReadingTests
{
    [Theory]
    [InlineData("05", "a length with nothing behind it")]
    [InlineData("ff", "half a length")]
    [InlineData("0508012200", "a length of one too many")]
    [InlineData("ffffffffffffffffff7f", "a length of 64 bits")]
    [InlineData("ffffffffffffffffffff01", "a length of eleven bytes")]
    [InlineData("0408012205", "a field longer than its message")]
    [InlineData("0608012200aabb", "garbage behind the fields")]
    [InlineData("0108", "a tag without its value")]
    [InlineData("020001", "field number 0")]
    [InlineData("06ffffffff7f01", "a field number of 32 bits")]
    [InlineData("020a00", "bytes for an id")]
    [InlineData("0408012001", "a number for connect")]
    [InlineData("06080122020801", "a number for a token")]
    [InlineData("040801230c", "a group for connect")]
    [InlineData("04080183" + "01", "an unknown group")]
    [InlineData("0408010c" + "00", "the end of a group")]
    [InlineData("0408010e" + "00", "wire type 6")]
    [InlineData("0408010f" + "00", "wire type 7")]
    [InlineData("06080199060102", "a fixed number that is cut off")]
    [InlineData("0708013a030a01ff", "a channel that is not UTF-8")]
    public void What_is_no_command_is_refused(string hex, string what) =>
        Assert.True(Record.Exception(() => Wire.Commands(ProtocolCodec.Protobuf, Convert.FromHexString(hex))) is ProtocolException, what);

    [Theory]
    [InlineData("0a08012203980605980607", "varints")]
    [InlineData("0d08012200" + "9906" + "0102030405060708" + "", "a fixed number of 64 bits")]
    [InlineData("0a08012200" + "9d06" + "01020304", "a fixed number of 32 bits")]
    [InlineData("0908012200" + "9a06" + "02ffff", "bytes")]
    public void Unknown_fields_are_skipped(string hex, string what)
    {
        var bytes = Convert.FromHexString(hex);
        bytes[0] = (byte)(bytes.Length - 1);

        Assert.True(Wire.Commands(ProtocolCodec.Protobuf, bytes).Single() is Command.Connect { Id: 1 }, what);
    }

    [Fact]
    public void Of_two_methods_the_first_in_the_order_of_dispatch_counts()
    {
        // unsubscribe before subscribe; send before rpc.
        Assert.IsType<Command.Subscribe>(Wire.Commands(ProtocolCodec.Protobuf, Convert.FromHexString("06080232002a00")).Single());
        Assert.IsType<Command.Rpc>(Wire.Commands(ProtocolCodec.Protobuf, Convert.FromHexString("06080262006a00")).Single());
    }

    [Theory]
    [InlineData("0208035a00", typeof(Command.Unknown))]
    [InlineData("020803", typeof(Command.Unknown))]
    [InlineData("00", typeof(Command.Pong))]
    [InlineData("022200", typeof(Command.Pong))]
    [InlineData("026200", typeof(Command.Send))]
    public void What_a_command_is_depends_on_its_id_and_methods(string hex, Type expected)
    {
        var bytes = Convert.FromHexString(hex);
        bytes[0] = (byte)(bytes.Length - 1);

        Assert.IsType(expected, Wire.Commands(ProtocolCodec.Protobuf, bytes).Single());
    }

    [Fact]
    public void A_filter_nested_too_deeply_is_refused()
    {
        var filter = new FilterNode();
        for (var depth = 0; depth < 2000; depth++)
            filter = new FilterNode { Nodes = [filter] };
        var bytes = Wire.Write(ProtocolCodec.Protobuf, new Command.Subscribe(1, new SubscribeRequest { Channel = "c", Filter = filter }));

        Assert.Throws<ProtocolException>(() => Wire.Commands(ProtocolCodec.Protobuf, bytes));
    }

    [Fact]
    public void A_message_larger_than_any_buffer_is_written_whole()
    {
        var data = new byte[300_000];
        new Random(1).NextBytes(data);

        var bytes = Wire.Write(ProtocolCodec.Protobuf, new Command.Publish(1, "c", data));

        Assert.Equal(data, ((Command.Publish)Wire.Commands(ProtocolCodec.Protobuf, bytes).Single()).Data);
    }

    [Fact]
    public void A_payload_is_a_slice_of_the_message()
    {
        ReadOnlyMemory<byte> message = Wire.Write(ProtocolCodec.Protobuf, new Command.Rpc(1, "m", new byte[] { 0, 10, 255 }));
        var rest = message;
        Assert.True(ProtocolCodec.Protobuf.TryReadCommand(ref rest, out var command));

        Assert.True(message.Span.Overlaps(((Command.Rpc)command).Data.Span));
    }
}
