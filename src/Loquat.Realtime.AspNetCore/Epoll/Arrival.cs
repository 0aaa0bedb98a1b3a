using System.Buffers;
using System.Net;
using System.Runtime.Versioning;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>
/// A connection that has said nothing yet. What it says first decides: a plain upgrade request for one of our paths stays here, and everything else,
/// silence included, is passed on to Kestrel as it came: it was looked at, and not taken out.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class Arrival(EpollListener listener, IPAddress? remoteAddress) : ISocketReader
{
    // The longest head that is understood here, and what may follow it at once.
    private const int BufferBytes = 16 * 1024;

    private volatile bool _isTooLate;

    /// <summary>Its place among those who are waited for.</summary>
    public LinkedListNode<(LoopSocket Socket, long Since)>? Place { get; set; }

    public async ValueTask<Turn> ReadAsync(LoopSocket socket)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            var peeked = socket.Receive(buffer, peek: true);
            if (peeked < 0 && !_isTooLate)
                return Turn.Drained;

            listener.Awaited.Remove(this);
            if (peeked == 0)
                return Turn.Over;
            if (peeked < 0 || !await TryUpgradeAsync(socket, buffer.AsMemory(0, peeked)))
                return Turn.PassedOn;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }

        return await socket.Reader.ReadAsync(socket);
    }

    /// <summary>It has been waited for long enough.</summary>
    public void GiveUp(LoopSocket socket)
    {
        _isTooLate = true;
        socket.AskForTurn();
    }

    public void Stop(LoopSocket socket) => socket.Abort();

    /// <summary>True if there is a WebSocket now, which reads what follows.</summary>
    private async ValueTask<bool> TryUpgradeAsync(LoopSocket socket, Memory<byte> input)
    {
        if (!listener.Upgrades.TryRead(input.Span, out var head, out var handshake))
            return false;

        var transport = new EpollTransport(socket, handshake.Form, listener.Time);
        if (listener.Upgrades.TryAccept(head, handshake, transport, remoteAddress) is not { } upgraded)
            return false;

        // The head is taken out now, and nothing but the head: frames may follow it.
        socket.Receive(input.Span[..head.Length]);
        socket.Reader = new EpollWebSocket(upgraded.Connection);
        await transport.OpenAsync(upgraded.Answer);
        return true;
    }
}
