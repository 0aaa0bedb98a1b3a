using System.IO.Pipelines;
using System.Net;
using Loquat.Realtime.AspNetCore.Epoll;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Options;

namespace Loquat.Realtime.AspNetCore.WebSockets;

/// <summary>
/// Stands in front of Kestrel's HTTP layer and takes plain WebSocket upgrades of our path out of it (<see cref="Upgrades"/>): half the memory and a
/// third of the work for each connection. Everything else goes on untouched.
/// </summary>
internal sealed class WebSocketConnectionMiddleware(
    Upgrades upgrades, IOptions<RealtimeHttpOptions> options, IOptions<KestrelServerOptions> kestrel, TimeProvider time)
{
    private readonly bool _isOn = options.Value.FastUpgrade;
    private readonly TimeSpan _patience = kestrel.Value.Limits.RequestHeadersTimeout;

    public Task OnConnectedAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        // What a loop has looked at and passed on is not looked at again, let alone waited for.
        var isToBeRead = _isOn && connection.Features.Get<PassedOn>() is null;
        return isToBeRead ? BeginAsync(connection, next).Unwrap() : next(connection);
    }

    /// <returns>The rest of the connection. Whoever awaited both here would be held, with all that came before, for as long as it lives.</returns>
    private async Task<Task> BeginAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        if (await TryUpgradeAsync(connection) is not { } webSocket)
            return next(connection);

        // Whose token this is ends with the connection, and the registration with it.
        Closing(connection).UnsafeRegister(static webSocket => ((WebSocketConnection)webSocket!).Stop(), webSocket);
        return PipeReading.RunAsync(connection.Transport.Input, webSocket);
    }

    private async ValueTask<WebSocketConnection?> TryUpgradeAsync(ConnectionContext connection)
    {
        var input = connection.Transport.Input;
        if (await FirstReadAsync(connection) is not { } read)
            return null;

        // Nothing is examined, so that whoever reads next gets the same bytes at once.
        if (!read.Buffer.IsSingleSegment || !upgrades.TryRead(read.Buffer.FirstSpan, out var head, out var handshake))
        {
            input.AdvanceTo(read.Buffer.Start);
            return null;
        }

        var transport = Transports.Of(connection, handshake.Form, time);
        if (upgrades.TryAccept(head, handshake, transport, (connection.RemoteEndPoint as IPEndPoint)?.Address) is not { } upgraded)
        {
            input.AdvanceTo(read.Buffer.Start);
            return null;
        }

        input.AdvanceTo(read.Buffer.GetPosition(head.Length));
        await transport.OpenAsync(upgraded.Answer);
        return upgraded.Connection;
    }

    /// <summary>
    /// Null if nothing came in the time that the HTTP layer would give a request's head, or the connection broke before anything came: the HTTP
    /// layer knows what to do with either, and to do it without a word.
    /// </summary>
    private async ValueTask<ReadResult?> FirstReadAsync(ConnectionContext connection)
    {
        try
        {
            // Who connects mostly has something to say at once: no clock is set then.
            return connection.Transport.Input.TryRead(out var read) ? read : await WaitAsync(connection);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return null;
        }
    }

    private async ValueTask<ReadResult> WaitAsync(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(_patience, time);
        await using var stopping = Closing(connection).UnsafeRegister(static source => ((CancellationTokenSource)source!).Cancel(), patience);
        return await connection.Transport.Input.ReadAsync(patience.Token);
    }

    private static CancellationToken Closing(ConnectionContext connection) =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested ?? default;
}
