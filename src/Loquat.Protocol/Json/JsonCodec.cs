using System.Buffers;

namespace Loquat.Protocol.Json;

internal sealed class JsonCodec : ProtocolCodec
{
    public override WireEncoding Encoding => WireEncoding.Json;
    public override bool TryReadCommand(ref ReadOnlyMemory<byte> rest, out Command command) => throw new NotImplementedException();
    public override bool TryReadReply(ref ReadOnlyMemory<byte> rest, out Reply reply) => throw new NotImplementedException();
    public override void WriteCommand(IBufferWriter<byte> output, Command command) => throw new NotImplementedException();
    public override void WriteReply(IBufferWriter<byte> output, Reply reply) => throw new NotImplementedException();
    public override void WriteSeparator(IBufferWriter<byte> output) => throw new NotImplementedException();
}
