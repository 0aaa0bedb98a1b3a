using System.Buffers;
using System.IO.Pipelines;
using System.Net;
using System.Threading.Channels;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Http.Features;

namespace Loquat.Server.Proxy;

/// <summary>
/// Lets one port take HTTP/1.1 and HTTP/2 without TLS. Kestrel decides for one of them per listener, since it only tells them apart by what TLS
/// negotiated; but an HTTP/2 client with prior knowledge always starts with the same bytes. The listener speaks HTTP/2, and connections that
/// start otherwise are handed over to a second listener that has no address: this one.
/// </summary>
internal sealed class Http1SideDoor(TimeProvider time) : IConnectionListenerFactory, IConnectionListenerFactorySelector, IConnectionListener
{
    /// <summary>No other HTTP method starts like this (RFC 9113, 3.4: "PRI * HTTP/2.0").</summary>
    private static ReadOnlySpan<byte> Preface => "PRI "u8;

    private static readonly TimeSpan FirstBytes = TimeSpan.FromSeconds(30);

    private readonly Channel<ConnectionContext> _connections = Channel.CreateUnbounded<ConnectionContext>();

    public EndPoint EndPoint { get; } = new SideDoorEndPoint();

    public bool CanBind(EndPoint endpoint) => endpoint == EndPoint;

    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default) => new(this);

    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default)
    {
        while (await _connections.Reader.WaitToReadAsync(cancellationToken))
        {
            if (_connections.Reader.TryRead(out var connection))
                return connection;
        }

        return null;
    }

    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _connections.Writer.TryComplete();
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync() => UnbindAsync();

    /// <summary>Looks at the first bytes and leaves them where they are.</summary>
    public async Task<bool> SpeaksHttp2Async(ConnectionContext connection)
    {
        using var deadline = new CancellationTokenSource(FirstBytes, time);
        await using var _ = deadline.Token.Register(() => connection.Abort(new ConnectionAbortedException("Nothing was sent.")));
        var input = connection.Transport.Input;
        while (true)
        {
            var result = await input.ReadAsync(CancellationToken.None);
            var start = result.Buffer.Slice(0, Math.Min(result.Buffer.Length, Preface.Length)).ToArray();
            var decided = result.IsCompleted || start.Length == Preface.Length || !Preface.StartsWith(start);
            input.AdvanceTo(result.Buffer.Start, decided ? result.Buffer.Start : result.Buffer.End);
            if (decided)
                return Preface.SequenceEqual(start);
        }
    }

    /// <summary>Completes when the other listener is done with the connection.</summary>
    public Task HandOverAsync(ConnectionContext connection)
    {
        var handedOver = new HandedOverConnection(connection);
        return _connections.Writer.TryWrite(handedOver) ? handedOver.Done : Task.CompletedTask;
    }

    private sealed class SideDoorEndPoint : EndPoint
    {
        public override string ToString() => "http://proxy.internal";
    }

    /// <summary>The same connection with features of its own, so that two owners do not overwrite each other's.</summary>
    private sealed class HandedOverConnection(ConnectionContext inner) : ConnectionContext
    {
        private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Done => _done.Task;

        public override string ConnectionId { get; set; } = inner.ConnectionId;

        public override IFeatureCollection Features { get; } = new FeatureCollection(inner.Features);

        public override IDictionary<object, object?> Items { get; set; } = new Dictionary<object, object?>();

        public override IDuplexPipe Transport { get; set; } = inner.Transport;

        public override CancellationToken ConnectionClosed { get; set; } = inner.ConnectionClosed;

        public override EndPoint? LocalEndPoint { get; set; } = inner.LocalEndPoint;

        public override EndPoint? RemoteEndPoint { get; set; } = inner.RemoteEndPoint;

        public override void Abort(ConnectionAbortedException abortReason) => inner.Abort(abortReason);

        public override ValueTask DisposeAsync()
        {
            _done.TrySetResult();
            return base.DisposeAsync();
        }
    }
}
