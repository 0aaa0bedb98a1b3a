using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Loquat.Realtime.AspNetCore.WebSockets;

internal static class Transports
{
    /// <summary>The fastest way out that is right for a connection that has sent nothing yet.</summary>
    public static WebSocketTransport Of(ConnectionContext connection, WebSocketForm form, TimeProvider time)
    {
        var isEncrypted = connection.Features.Get<ITlsHandshakeFeature>() is not null;
        return !isEncrypted && connection.Features.Get<IConnectionSocketFeature>() is { Socket: var socket }
            ? new SocketTransport(connection, socket, form, time)
            : new PipeTransport(connection.Abort, form, time) { Output = connection.Transport.Output };
    }
}
