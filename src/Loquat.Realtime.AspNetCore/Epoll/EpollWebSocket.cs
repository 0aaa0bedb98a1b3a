using System.Buffers;
using System.Runtime.Versioning;
using Loquat.Realtime.AspNetCore.WebSockets;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>Feeds a WebSocket connection from a socket on a loop. It holds a buffer only while it has a turn.</summary>
[SupportedOSPlatform("linux")]
internal sealed class EpollWebSocket(WebSocketConnection connection) : ISocketReader
{
    // As much as a command usually is. What is longer is put together by the connection.
    private const int BufferBytes = 4096;

    // Nobody reads for ever while others wait.
    private const int ReadsInTurn = 32;

    public async ValueTask<Turn> ReadAsync(LoopSocket socket)
    {
        var turn = Turn.Over;
        try
        {
            turn = await TakeAsync(socket);
        }
        finally
        {
            if (turn == Turn.Over)
                await connection.EndAsync();
        }

        return turn;
    }

    public void Stop(LoopSocket socket) => connection.Stop();

    private async ValueTask<Turn> TakeAsync(LoopSocket socket)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var read = 0; read < ReadsInTurn; read++)
            {
                var received = socket.Receive(buffer);
                if (received <= 0)
                    return received < 0 ? Turn.Drained : Turn.Over;

                await connection.TakeAsync(buffer.AsMemory(0, received));
                if (connection.IsClosed)
                    return Turn.Over;
                // What comes from here on is told, except for an end that was told before.
                if (received < buffer.Length && !socket.IsEnding)
                    return Turn.Drained;
            }

            return Turn.Unfinished;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
