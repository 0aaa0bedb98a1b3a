using System.Net.Sockets;
using System.Text;
using Loquat.Bench.Connections;
using Loquat.Protocol.WebSockets;

namespace Loquat.Benchmarks.Peers;

/// <summary>One connection of the <see cref="SendLoop"/>.</summary>
internal sealed class SendLoopClient(Socket socket, Poll poll) : IDisposable
{
    private byte[] _rest = [];

    public int Descriptor { get; } = (int)socket.SafeHandle.DangerousGetHandle();

    /// <summary>What came of a frame that is not complete.</summary>
    public byte[] Tail { get; set; } = [];

    public bool IsUpgraded { get; private set; }

    public List<SendLoopTopic> Topics { get; } = new(1);

    /// <summary>Answers the request, and returns how long it was; 0 if it is not complete.</summary>
    public int Upgrade(ReadOnlySpan<byte> bytes)
    {
        var end = bytes.IndexOf("\r\n\r\n"u8);
        if (end < 0)
            return 0;

        var name = "Sec-WebSocket-Key: "u8;
        var key = bytes[(bytes.IndexOf(name) + name.Length)..];
        var accept = WebSocketHandshake.Accept(Encoding.ASCII.GetString(key[..key.IndexOf((byte)'\r')]));
        Send(Encoding.ASCII.GetBytes(
            $"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: {accept}\r\n\r\n"));
        IsUpgraded = true;
        return end + 4;
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        var sent = _rest.Length > 0 ? 0 : Math.Max(0, Linux.Send(Descriptor, bytes));
        if (sent == bytes.Length)
            return;

        _rest = [.. _rest, .. bytes[sent..]];
        poll.Change(Descriptor, Descriptor, Linux.Readable | Linux.Writable);
    }

    public void SendRest()
    {
        _rest = _rest[Math.Max(0, Linux.Send(Descriptor, _rest))..];
        if (_rest.Length == 0)
            poll.Change(Descriptor, Descriptor, Linux.Readable);
    }

    public void Dispose() => socket.Dispose();
}
