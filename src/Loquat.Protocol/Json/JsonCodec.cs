using System.Buffers;
using System.Text.Json;

namespace Loquat.Protocol.Json;

/// <summary>Objects separated by newlines (sections 2.1 and 2.3).</summary>
internal sealed class JsonCodec : ProtocolCodec
{
    public override WireEncoding Encoding => WireEncoding.Json;

    public override bool TryReadCommand(ref ReadOnlyMemory<byte> rest, out Command command)
    {
        command = null!;
        if (rest.IsEmpty)
            return false;

        command = Read(TakeLine(ref rest), JsonCommandReader.Read);
        return true;
    }

    public override bool TryReadReply(ref ReadOnlyMemory<byte> rest, out Reply reply)
    {
        reply = null!;
        if (rest.IsEmpty)
            return false;

        reply = Read(TakeLine(ref rest), JsonReplyReader.Read);
        return true;
    }

    public override void WriteCommand(IBufferWriter<byte> output, Command command)
    {
        var json = new JsonOutput(output);
        JsonCommandWriter.Write(ref json, command);
        json.Flush();
    }

    public override void WriteReply(IBufferWriter<byte> output, Reply reply)
    {
        var json = new JsonOutput(output);
        JsonReplyWriter.Write(ref json, reply);
        json.Flush();
    }

    public override void WritePush(IBufferWriter<byte> output, Push push)
    {
        var json = new JsonOutput(output);
        JsonPushWriter.Write(ref json, push);
        json.Flush();
    }

    public override ConnectRequest ReadConnectRequest(ReadOnlyMemory<byte> message) => Read(message, ReadConnectRequest);

    public override EmulationRequest ReadEmulationRequest(ReadOnlyMemory<byte> message) => Read(message, JsonRequestReader.ReadEmulation);

    public override void WriteEmulationRequest(IBufferWriter<byte> output, EmulationRequest request)
    {
        var json = new JsonOutput(output);
        JsonCommandWriter.WriteEmulation(ref json, request);
        json.Flush();
    }

    public override void WriteSeparator(IBufferWriter<byte> output) => output.Write("\n"u8);

    private delegate T MessageReader<T>(ref JsonInput input);

    private static ConnectRequest ReadConnectRequest(ref JsonInput input) =>
        input.Enter() ? JsonRequestReader.ReadConnect(ref input) : new ConnectRequest();

    private static T Read<T>(ReadOnlyMemory<byte> line, MessageReader<T> read)
    {
        try
        {
            var input = new JsonInput(line);
            return read(ref input);
        }
        catch (JsonException exception)
        {
            throw new ProtocolException("Not a JSON message of the protocol.", exception);
        }
        catch (InvalidOperationException exception)
        {
            // An escaped half of a surrogate pair is found only when the text is unescaped.
            throw new ProtocolException("Text that no string can hold.", exception);
        }
    }

    // A newline after the last message is allowed; every other empty line is a message, and a bad one.
    private static ReadOnlyMemory<byte> TakeLine(ref ReadOnlyMemory<byte> rest)
    {
        var end = rest.Span.IndexOf((byte)'\n');
        var line = end < 0 ? rest : rest[..end];
        rest = end < 0 ? default : rest[(end + 1)..];
        return line;
    }
}
