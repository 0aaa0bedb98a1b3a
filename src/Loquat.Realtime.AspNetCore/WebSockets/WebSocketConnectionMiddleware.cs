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

    public async Task OnConnectedAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        // What a loop has looked at and passed on is not looked at again, let alone waited for.
        if (_isOn && connection.Features.Get<PassedOn>() is null && await TryUpgradeAsync(connection) is { } upgraded)
            await RunAsync(connection, upgraded.Connection, upgraded.Session);
        else
            await next(connection);
    }

    private async ValueTask<Upgraded?> TryUpgradeAsync(ConnectionContext connection)
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
        return upgraded;
    }

    /// <summary>
    /// Null if nothing came in the time that the HTTP layer would give a request's head, or the connection broke before anything came: the HTTP
    /// layer knows what to do with either, and to do it without a word.
    /// </summary>
    private async ValueTask<ReadResult?> FirstReadAsync(ConnectionContext connection)
    {
        using var patience = new CancellationTokenSource(_patience, time);
        await using var stopping = WhenAskedToClose(connection, static source => ((CancellationTokenSource)source!).Cancel(), patience);
        try
        {
            return await connection.Transport.Input.ReadAsync(patience.Token);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            return null;
        }
    }

    /// <summary>Holds what it is given for as long as the connection lives, so it is not given the answer to the handshake.</summary>
    private static async Task RunAsync(ConnectionContext connection, WebSocketConnection webSocket, Session session)
    {
        await using var stopping = WhenAskedToClose(connection, static session => ((Session)session!).Disconnect(Protocol.Disconnect.Shutdown), session);
        await PipeReading.RunAsync(connection.Transport.Input, webSocket);
    }

    private static CancellationTokenRegistration WhenAskedToClose(ConnectionContext connection, Action<object?> act, object state) =>
        connection.Features.Get<IConnectionLifetimeNotificationFeature>()?.ConnectionClosedRequested.UnsafeRegister(act, state) ?? default;
}
