using System.Buffers;
using System.Text;
using Loquat.Protocol.WebSockets;

namespace Loquat.Benchmarks.Peers;

/// <summary>One channel of the <see cref="SendLoop"/>, and the frames that wait for the end of the loop's turn.</summary>
internal sealed class SendLoopTopic(string name)
{
    private readonly byte[] _head = Encoding.UTF8.GetBytes($$$"""{"push":{"channel":"{{{name}}}","pub":{"data":""");
    private readonly ArrayBufferWriter<byte> _pending = new();

    public List<SendLoopClient> Clients { get; } = [];

    public bool IsEmpty => _pending.WrittenCount == 0;

    public void Add(ReadOnlySpan<byte> data)
    {
        // As long as what the engine sends, which names the publisher.
        var tail = ",\"info\":{\"user\":\"\",\"client\":\"01234567-89ab-cdef-0123-456789abcdef\"}}}}"u8;
        var length = _head.Length + data.Length + tail.Length;
        _pending.Advance(FrameHeader.WriteServer(_pending.GetSpan(FrameHeader.MaxLength), Opcode.Text, length));
        _pending.Write(_head);
        _pending.Write(data);
        _pending.Write(tail);
    }

    public void SendPending()
    {
        foreach (var client in Clients)
            client.Send(_pending.WrittenSpan);
        _pending.ResetWrittenCount();
    }
}
