using System.Buffers;
using Loquat.Protocol.WebSockets;

namespace Loquat.Protocol.Tests;

/// <summary>What the hot messages may cost, in bytes of garbage each. The numbers are the objects that the caller gets, and nothing more.</summary>
public sealed class AllocationTests
{
    private const int Rounds = 1000;

    private static readonly byte[] Data = """{"text":"Is this thing on?","n":[1,2,3]}"""u8.ToArray();
    private static readonly Command Publish = new Command.Publish(7, "chat:1", Data);
    private static readonly Command Rpc = new Command.Rpc(7, "publish", Data);
    private static readonly Reply Pushed = new Reply.Pushed(new Push.Pub("chat:1", new Publication(Data) { Offset = 81 }));

    public static TheoryData<WireEncoding> Encodings => new(WireEncoding.Json, WireEncoding.Protobuf);

    // Command.Publish: header 16, id 8, channel 8, data 16. The name "chat:1": 40.
    [Theory]
    [MemberData(nameof(Encodings))]
    public void Reading_a_publish_makes_the_command_and_its_channel(WireEncoding encoding) => Assert.InRange(CostOfReading(encoding, Publish), 1, 48 + 40);

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Reading_an_rpc_makes_the_command_and_its_method(WireEncoding encoding) => Assert.InRange(CostOfReading(encoding, Rpc), 1, 48 + 40);

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Reading_a_pong_makes_the_command(WireEncoding encoding) => Assert.InRange(CostOfReading(encoding, new Command.Pong()), 0, 24);

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Writing_a_push_makes_nothing(WireEncoding encoding) => Assert.Equal(0, CostOfWriting(encoding, Pushed));

    [Theory]
    [MemberData(nameof(Encodings))]
    public void Writing_a_reply_makes_nothing(WireEncoding encoding)
    {
        Assert.Equal(0, CostOfWriting(encoding, new Reply.Rpc(7, Data)));
        Assert.Equal(0, CostOfWriting(encoding, new Reply.Publish(7)));
    }

    [Theory]
    [MemberData(nameof(Encodings))]
    public void A_broadcast_makes_one_array_of_the_size_of_its_frame(WireEncoding encoding)
    {
        var codec = ProtocolCodec.Of(encoding);
        var frame = WebSocketFrames.Encode(codec, Pushed);

        Assert.Equal(frame.Length, frame[1] + 2);
        Assert.InRange(CostOf(() => WebSocketFrames.Encode(codec, Pushed)), frame.Length, frame.Length + 31);
    }

    private static long CostOfReading(WireEncoding encoding, Command command)
    {
        var codec = ProtocolCodec.Of(encoding);
        ReadOnlyMemory<byte> bytes = Wire.Write(codec, command);
        return CostOf(() =>
        {
            var rest = bytes;
            codec.TryReadCommand(ref rest, out _);
        });
    }

    private static long CostOfWriting(WireEncoding encoding, Reply reply)
    {
        var codec = ProtocolCodec.Of(encoding);
        var output = new ArrayBufferWriter<byte>(64 * 1024);
        return CostOf(() =>
        {
            output.ResetWrittenCount();
            codec.WriteReply(output, reply);
        });
    }

    private static long CostOf(Action action)
    {
        for (var i = 0; i < 10; i++)
            action();

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < Rounds; i++)
            action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / Rounds;
    }
}
