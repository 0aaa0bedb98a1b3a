using System.Buffers;

namespace Loquat.Protocol.Protobuf;

/// <summary>Protobuf messages, each behind its length (sections 2.2 and 2.3).</summary>
internal sealed class ProtobufCodec : ProtocolCodec
{
    public override WireEncoding Encoding => WireEncoding.Protobuf;

    public override bool TryReadCommand(ref ReadOnlyMemory<byte> rest, out Command command)
    {
        command = null!;
        if (rest.IsEmpty)
            return false;

        command = ProtobufCommandReader.Read(TakeMessage(ref rest));
        return true;
    }

    public override bool TryReadReply(ref ReadOnlyMemory<byte> rest, out Reply reply)
    {
        reply = null!;
        if (rest.IsEmpty)
            return false;

        reply = ProtobufReplyReader.Read(TakeMessage(ref rest));
        return true;
    }

    public override void WriteCommand(IBufferWriter<byte> output, Command command)
    {
        var message = new ProtobufOutput();
        ProtobufCommandWriter.Write(ref message, command);
        message.Prefix();
        message.CopyTo(output);
    }

    public override void WriteReply(IBufferWriter<byte> output, Reply reply)
    {
        var message = new ProtobufOutput();
        ProtobufReplyWriter.Write(ref message, reply);
        message.Prefix();
        message.CopyTo(output);
    }

    public override void WritePush(IBufferWriter<byte> output, Push push)
    {
        var message = new ProtobufOutput();
        ProtobufPushWriter.Write(ref message, push);
        message.CopyTo(output);
    }

    public override ConnectRequest ReadConnectRequest(ReadOnlyMemory<byte> message) => ProtobufRequestReader.ReadConnect(new ProtobufInput(message));

    public override EmulationRequest ReadEmulationRequest(ReadOnlyMemory<byte> message) =>
        ProtobufRequestReader.ReadEmulation(new ProtobufInput(message));

    public override void WriteEmulationRequest(IBufferWriter<byte> output, EmulationRequest request)
    {
        var message = new ProtobufOutput();
        ProtobufCommandWriter.WriteEmulation(ref message, request);
        message.CopyTo(output);
    }

    public override void WriteSeparator(IBufferWriter<byte> output)
    {
        // The length in front of each message is all that is needed.
    }

    private static ProtobufInput TakeMessage(ref ReadOnlyMemory<byte> rest)
    {
        var outer = new ProtobufInput(rest);
        var message = outer.Prefixed();
        rest = outer.Rest;
        return new ProtobufInput(message);
    }
}
