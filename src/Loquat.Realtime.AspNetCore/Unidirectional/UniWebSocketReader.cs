using Loquat.Protocol;
using Loquat.Realtime.AspNetCore.WebSockets;

namespace Loquat.Realtime.AspNetCore.Unidirectional;

/// <summary>Takes the connect request of a unidirectional WebSocket; whatever else the client says is not for us.</summary>
internal sealed class UniWebSocketReader(Session session, WebSocketTransport transport)
{
    private bool _hasConnected;

    /// <summary>False once the session is over.</summary>
    public async ValueTask<bool> ReceiveAsync(ReadOnlyMemory<byte> message)
    {
        if (_hasConnected)
            return true;

        _hasConnected = true;
        if (UniSession.TryRead(message) is { } request)
        {
            await session.ConnectAsync(request);
            return true;
        }

        // Who does not speak the protocol gets no message of it, only the close code.
        transport.Close((ushort)Disconnect.BadRequest.Code, Disconnect.BadRequest.Reason, lastWord: false);
        session.Disconnect(Disconnect.BadRequest);
        return false;
    }
}
