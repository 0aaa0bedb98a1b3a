using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using Loquat.Realtime.AspNetCore.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>
/// Stands in for Kestrel's own transport where the engine is to have the sockets first: TCP endpoints that the engine's middleware is on, and that have
/// no TLS, behind which a loop could read nothing. All other endpoints stay with Kestrel.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class EpollListenerFactory(
    EpollLoops loops, Upgrades upgrades, RealtimeEndpoints endpoints, IOptions<RealtimeHttpOptions> options, IOptions<KestrelServerOptions> kestrel,
    IOptions<SocketTransportOptions> sockets, ILoggerFactory loggers, TimeProvider time) : IConnectionListenerFactory, IConnectionListenerFactorySelector
{
    private readonly ConnectionLimit _limit = new(kestrel.Value.Limits.MaxConcurrentConnections);
    private readonly List<EpollListener> _listeners = [];
    private readonly ILogger _logger = loggers.CreateLogger<EpollListenerFactory>();

    public bool CanBind(EndPoint endpoint)
    {
        if (!options.Value.Epoll.Enabled)
            return false;
        if (ObstacleAt(endpoint) is not { } reason)
            return true;

        _logger.SocketsStay(endpoint, reason);
        return false;
    }

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        var listening = Listen(endpoint);
        var kestrelConnections = new SocketConnectionContextFactory(
            ConnectionOptions(), loggers.CreateLogger("Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets"));
        var listener = new EpollListener(
            listening, loops, upgrades, new PassedOnConnections(kestrelConnections), _limit, kestrel.Value.Limits.RequestHeadersTimeout, time);
        lock (_listeners)
            _listeners.Add(listener);
        _logger.SocketsAreOnLoops(listener.EndPoint, loops.Count);
        return new(listener);
    }

    /// <summary>Completes when the loops hold no connection.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_listeners)
            return Task.WhenAll(_listeners.Select(listener => listener.WhenEmptyAsync()));
    }

    /// <summary>Null if there is none.</summary>
    private string? ObstacleAt(EndPoint endpoint)
    {
        if (!options.Value.FastUpgrade)
            return "upgrades go through the HTTP layer";
        if (endpoint is not IPEndPoint { Port: var port })
            return "they are not TCP";

        return endpoints.ArePlain(port) ? loops.TryStart() : "they speak TLS, or the engine is not on this endpoint";
    }

    private Socket Listen(EndPoint endpoint)
    {
        Socket? socket = null;
        try
        {
            socket = sockets.Value.CreateBoundListenSocket(endpoint);
            // Those who are accepted have it from the one who listens.
            socket.NoDelay = sockets.Value.NoDelay;
            socket.Blocking = false;
            socket.Listen(sockets.Value.Backlog);
            return socket;
        }
        catch (SocketException problem)
        {
            socket?.Dispose();
            if (problem.SocketErrorCode == SocketError.AddressAlreadyInUse)
                throw new AddressInUseException(problem.Message, problem);
            throw;
        }
    }

    private SocketConnectionFactoryOptions ConnectionOptions() => new()
    {
        IOQueueCount = sockets.Value.IOQueueCount,
        WaitForDataBeforeAllocatingBuffer = sockets.Value.WaitForDataBeforeAllocatingBuffer,
        MaxReadBufferSize = sockets.Value.MaxReadBufferSize,
        MaxWriteBufferSize = sockets.Value.MaxWriteBufferSize,
        UnsafePreferInlineScheduling = sockets.Value.UnsafePreferInlineScheduling,
    };
}
