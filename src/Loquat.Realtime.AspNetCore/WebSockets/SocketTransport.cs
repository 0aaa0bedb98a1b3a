using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>
/// Writes straight into the socket, past Kestrel's output pipe: one system call for all that waits. Only right while nothing else
/// is ever written to that pipe, and nothing (TLS) stands between it and the socket.
/// </summary>
internal sealed class SocketTransport : WebSocketTransport
{
    private readonly ConnectionContext _connection;
    private readonly Socket _socket;

    public SocketTransport(ConnectionContext connection, Socket socket, WebSocketForm form, TimeProvider time)
        : base(form, time)
    {
        _connection = connection;
        _socket = socket;
        // Without this a synchronous Send waits for a slow peer.
        _socket.Blocking = false;
    }

    public override void Abort() => _connection.Abort();

    protected override int Write(ReadOnlySpan<byte> bytes)
    {
        try
        {
            var sent = _socket.Send(bytes, SocketFlags.None, out var error);
            return error switch
            {
                SocketError.Success => sent,
                SocketError.WouldBlock => 0,
                _ => bytes.Length,
            };
        }
        catch (ObjectDisposedException)
        {
            // Kestrel closes the socket when the peer has gone, at any moment. The reading half ends the session.
            return bytes.Length;
        }
    }

    protected override async ValueTask WriteAsync(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            while (!bytes.IsEmpty)
                bytes = bytes[await _socket.SendAsync(bytes)..];
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // As above.
        }
    }

    protected override void FinishWriting()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // As above.
        }
    }
}
