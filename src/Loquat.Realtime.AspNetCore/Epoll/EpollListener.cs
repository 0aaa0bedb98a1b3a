using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Loquat.Realtime.AspNetCore.WebSockets;
using Microsoft.AspNetCore.Connections;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>A listening socket on a loop. It deals out what connects to all loops in turn, and Kestrel gets from it what is not ours.</summary>
[SupportedOSPlatform("linux")]
internal sealed class EpollListener : IConnectionListener, ILoopMember
{
    // No more before other members of the loop have been told what is theirs.
    private const int AcceptsAtOnce = 64;

    // While the process has no descriptors to spare, the system would report the same connection over and over.
    private static readonly TimeSpan ExhaustionPause = TimeSpan.FromSeconds(1);

    // As long as Kestrel waits for connections that it has aborted.
    private static readonly TimeSpan AbortPatience = TimeSpan.FromSeconds(1);

    private readonly Socket _listening;
    private readonly EpollLoops _loops;
    private readonly EpollLoop _loop;
    private readonly ulong _token;
    private readonly PassedOnConnections _passedOn;
    private readonly ConnectionLimit _limit;
    private readonly SeldomLine _refusals;
    private readonly OpenSockets _open = new();
    private readonly byte[] _address = new byte[PeerAddress.MaxLength];

    // Guards what follows, and that nobody is let in once the listener is closed.
    private readonly Lock _gate = new();
    private ITimer? _pause;
    private bool _isUnbound;
    private CancellationToken _impatience;

    /// <param name="listening">Listens already, and does not block.</param>
    /// <param name="patience">How long a connection may say nothing.</param>
    public EpollListener(
        Socket listening, EpollLoops loops, Upgrades upgrades, PassedOnConnections passedOn, ConnectionLimit limit, TimeSpan patience, TimeProvider time)
    {
        _listening = listening;
        _loops = loops;
        _passedOn = passedOn;
        _limit = limit;
        _refusals = new SeldomLine(time);
        EndPoint = listening.LocalEndPoint!;
        Upgrades = upgrades;
        Time = time;
        Awaited = new AwaitedArrivals(patience, time);
        _loop = loops.Next();
        if (!_loop.TryAdd(this, listening.SafeHandle, Readiness.Readable, out _token))
            throw new IOException($"{EndPoint} cannot be watched: {Marshal.GetLastPInvokeErrorMessage()}");
    }

    public EndPoint EndPoint { get; }

    public Upgrades Upgrades { get; }

    public TimeProvider Time { get; }

    public AwaitedArrivals Awaited { get; }

    /// <summary>Completes when the loops hold no connection of this listener.</summary>
    public Task WhenEmptyAsync() => _open.WhenNoneAsync();

    /// <summary>Somebody wants to connect.</summary>
    public void Signal(Readiness readiness)
    {
        lock (_gate)
        {
            for (var i = 0; i < AcceptsAtOnce && !_isUnbound && TryAcceptOne(); i++)
            {
                // The system tells again if there are more.
            }
        }
    }

    public ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) => _passedOn.NextAsync(cancellationToken);

    /// <summary>The connection is not ours.</summary>
    public void PassOn(LoopSocket socket)
    {
        _passedOn.Add(socket.Leave(), _limit.Release);
        _open.Remove();
    }

    /// <summary>The connection is over.</summary>
    public void Close(LoopSocket socket)
    {
        socket.Close();
        _limit.Release();
        _open.Remove();
        _loop.Logger.SocketEnded();
    }

    /// <summary>Takes nobody any more, and asks those who are there to leave.</summary>
    /// <param name="cancellationToken">Ends the patience with them.</param>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_isUnbound)
                return ValueTask.CompletedTask;

            _isUnbound = true;
            _impatience = cancellationToken;
            _pause?.Dispose();
        }

        _loop.Remove(_listening.SafeHandle, _token);
        _listening.Dispose();
        _passedOn.Complete();
        foreach (var socket in Sockets())
            socket.Reader.Stop(socket);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        await UnbindAsync();
        await WhenEmptyAsync().WaitAsync(_impatience).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        foreach (var socket in Sockets())
            socket.Abort();
        // A handler that does not end keeps its connection, and nothing else.
        await WhenEmptyAsync().WaitAsync(AbortPatience, TimeProvider.System, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Awaited.Dispose();
        await _passedOn.DisposeAsync();
    }

    private IEnumerable<LoopSocket> Sockets() => _loops.Members.OfType<LoopSocket>().Where(socket => socket.Listener == this);

    private bool TryAcceptOne()
    {
        // Whoever is not let in now waits in the system's queue, and has lost nothing but time.
        if (!DescriptorReserve.IsWhole())
        {
            Pause(Errno.TooManyFiles);
            return false;
        }

        var length = (uint)_address.Length;
        var descriptor = Libc.Accept(_listening.SafeHandle, ref _address[0], ref length, Libc.NonBlocking | Libc.CloseOnExec);
        if (descriptor >= 0)
        {
            Take(new Descriptor(descriptor), PeerAddress.Read(_address.AsSpan(0, (int)Math.Min(length, PeerAddress.MaxLength))));
            return true;
        }

        var error = Marshal.GetLastPInvokeError();
        if (Errno.IsExhaustion(error))
            Pause(error);
        // Any other error is that of one connection, which broke while it waited.
        return error != Errno.TryAgain && !Errno.IsExhaustion(error);
    }

    private void Take(Descriptor descriptor, IPAddress? remoteAddress)
    {
        if (!_limit.TryTake())
        {
            if (_refusals.IsDue(out var unwritten))
                _loop.Logger.OneConnectionTooMany(EndPoint, unwritten);
            descriptor.Dispose();
            return;
        }

        var arrival = new Arrival(this, remoteAddress);
        var socket = new LoopSocket(this, _loops.Next(), descriptor, arrival);
        _open.Add();
        Awaited.Add(arrival, socket);
        if (socket.TryJoin())
            return;

        Awaited.Remove(arrival);
        Close(socket);
    }

    private void Pause(int error)
    {
        _loop.Logger.CannotAccept(EndPoint, Marshal.GetPInvokeErrorMessage(error));
        _loop.TryChange(_listening.SafeHandle, Readiness.None, _token);
        _pause?.Dispose();
        _pause = Time.CreateTimer(static listener => ((EpollListener)listener!).Resume(), this, ExhaustionPause, Timeout.InfiniteTimeSpan);
    }

    private void Resume()
    {
        lock (_gate)
        {
            if (!_isUnbound)
                _loop.TryChange(_listening.SafeHandle, Readiness.Readable, _token);
        }
    }
}
