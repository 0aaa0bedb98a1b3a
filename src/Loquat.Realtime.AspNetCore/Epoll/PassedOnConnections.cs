using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>Makes connections of Kestrel's own transport from descriptors, and keeps them until Kestrel asks.</summary>
[SupportedOSPlatform("linux")]
internal sealed class PassedOnConnections(SocketConnectionContextFactory kestrel) : IAsyncDisposable
{
    private readonly Channel<ConnectionContext> _connections = Channel.CreateUnbounded<ConnectionContext>();

    /// <summary>Takes the descriptor over.</summary>
    /// <param name="closed">Called when the connection has ended, whoever had it by then.</param>
    public void Add(nint descriptor, Action closed)
    {
        if (TryAdopt(descriptor) is not { } connection)
        {
            closed();
            return;
        }

        connection.Features.Set(PassedOn.Mark);
        connection.ConnectionClosed.UnsafeRegister(static closed => ((Action)closed!)(), closed);
        if (!_connections.Writer.TryWrite(connection))
            Drop(connection);
    }

    /// <summary>Null when there will be no more.</summary>
    public async ValueTask<ConnectionContext?> NextAsync(CancellationToken cancellationToken)
    {
        while (await _connections.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_connections.Reader.TryRead(out var connection))
                return connection;
        }

        return null;
    }

    public void Complete() => _connections.Writer.TryComplete();

    public ValueTask DisposeAsync()
    {
        while (_connections.Reader.TryRead(out var connection))
            Drop(connection);
        kestrel.Dispose();
        return ValueTask.CompletedTask;
    }

    private ConnectionContext? TryAdopt(nint descriptor)
    {
        var handle = new SafeSocketHandle(descriptor, ownsHandle: true);
        try
        {
            return kestrel.Create(new Socket(handle));
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // It was reset while it changed hands, or the server is gone.
            handle.Dispose();
            return null;
        }
    }

    private static void Drop(ConnectionContext connection)
    {
        connection.Abort();
        _ = connection.DisposeAsync().AsTask();
    }
}
