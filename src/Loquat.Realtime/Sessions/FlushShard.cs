using Microsoft.Extensions.Logging;

namespace Loquat.Realtime;

/// <summary>
/// Writes for a share of the sessions, on a thread of its own. Publishers queue a frame and hand over the writer in one lock; the thread
/// drains whatever has come together by then. With little to do nothing waits; with much it rests between two passes, so that frames leave
/// together (<see cref="Pace"/>).
/// </summary>
/// <remarks>
/// Not on the thread pool: a pass over a thousand sessions takes milliseconds, in which commands, commits and announcements would wait for
/// the same few threads. A thread of its own is interrupted in favour of theirs.
/// </remarks>
/// <param name="number">Its own among the shards of a node.</param>
internal sealed class FlushShard(int number, int maxQueuedBytes, TimeProvider time, ILogger logger) : IDisposable
{
    /// <summary>What one send takes. Frames that fit are copied together; a single one goes out as it is.</summary>
    public const int BufferBytes = 64 * 1024;

    /// <summary>The same for answers that leave from a reader's stack.</summary>
    public const int AnswerBytes = 2048;

    // Rung when there is work for a thread that has none, and at the end.
    private readonly object _bell = new();
    private Pace _pace = new(time);
    private List<SessionWriter> _waiting = [];
    private List<SessionWriter> _flushing = [];
    private bool _running;
    private bool _rung;
    private bool _hasThread;
    private bool _disposed;

    public int Number { get; } = number;

    /// <summary>What each of its sessions may owe its client.</summary>
    public int MaxQueuedBytes { get; } = maxQueuedBytes;

    /// <summary>Guards this shard's list and the queues of its writers.</summary>
    public Lock Gate { get; } = new();

    /// <summary>For the queues of its writers.</summary>
    public FrameArrays Arrays { get; } = new();

    /// <summary>Queues frames of sessions of this shard. Those that owe too much are added to <paramref name="slow"/>.</summary>
    public void Enqueue(List<Delivery> deliveries, List<Session> slow)
    {
        var start = false;
        lock (Gate)
        {
            foreach (var (session, frame) in deliveries)
            {
                if (!session.Writer.TryEnqueue(frame, ref start))
                    slow.Add(session);
            }
        }
        if (start)
            Start();
    }

    /// <summary>Called under the gate. True if the caller has to <see cref="Start"/> the shard once it has left the gate.</summary>
    public bool Add(SessionWriter writer)
    {
        _waiting.Add(writer);
        if (_running)
            return false;

        return _running = true;
    }

    /// <summary>Writes for one session that the caller has in its hands.</summary>
    public void FlushHere(SessionWriter writer)
    {
        Span<byte> buffer = stackalloc byte[AnswerBytes];
        Flush(writer, buffer);
    }

    public void Start()
    {
        lock (_bell)
        {
            _rung = true;
            if (_hasThread)
                Monitor.Pulse(_bell);
            else
                StartThread();
        }
    }

    /// <summary>Ends the thread once nothing waits. What comes later still leaves.</summary>
    public void Dispose()
    {
        lock (_bell)
        {
            _disposed = true;
            Monitor.Pulse(_bell);
        }
    }

    private void StartThread()
    {
        _hasThread = true;
        new Thread(Run) { IsBackground = true, Name = $"flush {Number}" }.UnsafeStart();
    }

    private void Run()
    {
        Span<byte> buffer = stackalloc byte[BufferBytes];
        while (HasWork())
        {
            while (Pass(buffer, out var rest))
                Rest(rest);
        }
    }

    private bool HasWork()
    {
        lock (_bell)
        {
            while (!_rung && !_disposed)
                Monitor.Wait(_bell);

            _hasThread = _rung;
            _rung = false;
            return _hasThread;
        }
    }

    /// <summary>False if there is nothing more to do.</summary>
    /// <param name="rest">How long what comes is to gather before the next pass.</param>
    private bool Pass(Span<byte> buffer, out TimeSpan rest)
    {
        lock (Gate)
            (_waiting, _flushing) = (_flushing, _waiting);

        _pace.Begin();
        foreach (var writer in _flushing)
            Flush(writer, buffer);
        rest = _pace.End(_flushing.Count);
        _flushing.Clear();

        lock (Gate)
            return _running = rest > TimeSpan.Zero || _waiting.Count > 0;
    }

    // Nobody rings for a shard that is running: only its end cuts the rest short.
    private void Rest(TimeSpan rest)
    {
        lock (_bell)
        {
            if (rest > TimeSpan.Zero && !_disposed)
                Monitor.Wait(_bell, rest);
        }
    }

    private void Flush(SessionWriter writer, Span<byte> buffer)
    {
        try
        {
            writer.Flush(buffer);
        }
        catch (Exception fault)
        {
            logger.TransportFailed(fault);
            writer.Fail();
        }
    }
}
