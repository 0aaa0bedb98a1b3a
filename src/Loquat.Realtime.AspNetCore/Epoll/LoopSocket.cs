using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>What a socket's reader has done with its turn.</summary>
internal enum Turn
{
    /// <summary>Nothing is left to be read: the next turn is when more has come.</summary>
    Drained,

    /// <summary>There may be more, and others have waited: the next turn is after theirs.</summary>
    Unfinished,

    /// <summary>The connection is over.</summary>
    Over,

    /// <summary>The connection is not ours.</summary>
    PassedOn,
}

/// <summary>Reads a socket, in turns that a thread of the pool gives it. Never two at a time.</summary>
internal interface ISocketReader
{
    ValueTask<Turn> ReadAsync(LoopSocket socket);

    /// <summary>The listener stops. Called on any thread, at any moment.</summary>
    void Stop(LoopSocket socket);
}

/// <summary>
/// A connected socket on a loop. The loop only tells when it became readable or writable; reading happens in turns on the thread pool, and sending
/// on whatever thread has something to send.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class LoopSocket(EpollListener listener, EpollLoop loop, Descriptor descriptor, ISocketReader reader) : ILoopMember
{
    private const Readiness Reading = Readiness.Readable | Readiness.PeerIsDone | Readiness.EdgeTriggered;

    // Where the reader is: one number, changed by comparing, so that no readiness is lost between the last read and the end of a turn.
    private const int Idle = 0;
    private const int Queued = 1;
    private const int Running = 2;
    private const int RunningWithMore = 3;
    private const int Ended = 4;

    private int _state;
    private volatile bool _isEnding;
    private TaskCompletionSource? _writable;
    private volatile ISocketReader _reader = reader;
    private ulong _token;

    /// <summary>By which it came.</summary>
    public EpollListener Listener => listener;

    /// <summary>Replaced by its predecessor in the middle of a turn.</summary>
    public ISocketReader Reader
    {
        get => _reader;
        set => _reader = value;
    }

    /// <summary>
    /// True once the peer has sent its last: a read that fills only a part of the buffer has then not shown that nothing follows, since the end itself does.
    /// </summary>
    public bool IsEnding => _isEnding;

    /// <summary>From here on turns are given. False if the system refuses to watch one more.</summary>
    public bool TryJoin() => loop.TryAdd(this, descriptor, Reading, out _token);

    public void Signal(Readiness readiness)
    {
        if ((readiness & (Readiness.PeerIsDone | Readiness.HungUp | Readiness.Failed)) != 0)
            _isEnding = true;
        if ((readiness & (Readiness.Writable | Readiness.HungUp | Readiness.Failed)) != 0)
            Interlocked.Exchange(ref _writable, null)?.TrySetResult();
        if (readiness != Readiness.Writable)
            AskForTurn();
    }

    /// <summary>The reader is to look again, though nothing may have come.</summary>
    public void AskForTurn()
    {
        while (true)
        {
            var state = Volatile.Read(ref _state);
            var next = state switch { Idle => Queued, Running => RunningWithMore, _ => state };
            if (next == state)
                return;
            if (Interlocked.CompareExchange(ref _state, next, state) != state)
                continue;

            if (next == Queued)
                loop.Ready.Add(this);
            return;
        }
    }

    public void TakeTurn() => _ = TakeTurnAsync();

    /// <summary>As many bytes as are there; 0 if the connection has ended, -1 if nothing is there now.</summary>
    /// <param name="peek">Leaves them where they are.</param>
    public int Receive(Span<byte> buffer, bool peek = false)
    {
        var flags = peek ? Libc.NeverBlock | Libc.Peek : Libc.NeverBlock;
        while (true)
        {
            var received = Libc.Receive(descriptor, ref MemoryMarshal.GetReference(buffer), (nuint)buffer.Length, flags);
            if (received >= 0)
                return (int)received;

            var error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
                return error == Errno.TryAgain ? -1 : 0;
        }
    }

    /// <summary>Sends what fits now. A broken connection takes everything: its reader finds out.</summary>
    public int Send(ReadOnlySpan<byte> bytes)
    {
        while (true)
        {
            var sent = Libc.Send(descriptor, in MemoryMarshal.GetReference(bytes), (nuint)bytes.Length, Libc.NeverBlock);
            if (sent >= 0)
                return (int)sent;

            var error = Marshal.GetLastPInvokeError();
            if (error != Errno.Interrupted)
                return error == Errno.TryAgain ? 0 : bytes.Length;
        }
    }

    /// <summary>Completes when more can be sent, or nothing ever. For one at a time.</summary>
    public Task WhenWritableAsync()
    {
        var writable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Volatile.Write(ref _writable, writable);
        // Asked for again each time: the system answers at once if there is room already, so that none is missed. Most sockets never ask.
        if (loop.TryChange(descriptor, Reading | Readiness.Writable, _token))
            return writable.Task;

        // Nobody would ever tell: the next send is to find that out instead of asking again.
        Abort();
        return Task.CompletedTask;
    }

    /// <summary>Nothing more will be sent.</summary>
    public void FinishSending() => _ = Libc.Shutdown(descriptor, Libc.ShutdownSend);

    /// <summary>Ends the connection in both directions; the reader then finds its end. May be called at any moment, by anybody.</summary>
    public void Abort()
    {
        try
        {
            _ = Libc.Shutdown(descriptor, Libc.ShutdownBoth);
        }
        catch (ObjectDisposedException)
        {
            // It has ended by itself.
        }
    }

    /// <summary>Gives the descriptor away, as it was when it came.</summary>
    public nint Leave()
    {
        loop.Remove(descriptor, _token);
        return descriptor.Release();
    }

    public void Close()
    {
        loop.Forget(_token);
        descriptor.Dispose();
    }

    private async Task TakeTurnAsync()
    {
        Turn turn;
        try
        {
            do
            {
                // Ordered before the read: whoever still finds it queued signals what this read sees.
                Interlocked.Exchange(ref _state, Running);
                turn = await _reader.ReadAsync(this);
            }
            while (turn == Turn.Drained && Interlocked.CompareExchange(ref _state, Idle, Running) != Running);
        }
        catch (Exception fault)
        {
            loop.Logger.SocketFailed(fault);
            turn = Turn.Over;
        }

        if (turn == Turn.Unfinished)
            Requeue();
        else if (turn != Turn.Drained)
            End(turn);
    }

    private void Requeue()
    {
        Volatile.Write(ref _state, Queued);
        loop.Ready.Add(this);
    }

    private void End(Turn turn)
    {
        Volatile.Write(ref _state, Ended);
        if (turn == Turn.PassedOn)
            listener.PassOn(this);
        else
            listener.Close(this);
    }
}
