using System.Collections.Concurrent;
using System.Runtime.Versioning;

namespace Loquat.Realtime.AspNetCore.Epoll;

/// <summary>
/// Sockets with something to read, in the order in which that came, and those who read: work items of the thread pool, as many as are needed. What
/// runs in them is the application's code in the end, which may take its time or even block: while one does, another one goes on with the rest.
/// </summary>
[SupportedOSPlatform("linux")]
internal sealed class ReadyQueue : IThreadPoolWorkItem
{
    // Then whatever else waits for a thread of the pool comes first: what is to be sent, timers, the database.
    private const int TurnsAtOnce = 64;

    private readonly ConcurrentQueue<LoopSocket> _sockets = new();
    private readonly object _taken = new();
    private int _workerIsComing;
    private volatile bool _isAwaited;

    public bool IsEmpty => _sockets.IsEmpty;

    public void Add(LoopSocket socket)
    {
        _sockets.Enqueue(socket);
        CallWorker();
    }

    /// <summary>Returns when everything has been taken to be read, or the time is over.</summary>
    public void WaitUntilEmpty(TimeSpan atMost)
    {
        lock (_taken)
        {
            _isAwaited = true;
            if (!_sockets.IsEmpty)
                Monitor.Wait(_taken, atMost);
            _isAwaited = false;
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        // Before the queue is looked at: who adds to it from here on calls another worker.
        Volatile.Write(ref _workerIsComing, 0);
        Interlocked.MemoryBarrier();
        for (var turn = 0; turn < TurnsAtOnce && _sockets.TryDequeue(out var socket); turn++)
        {
            if (!_sockets.IsEmpty)
                CallWorker();
            else if (_isAwaited)
                TellEmpty();
            socket.TakeTurn();
        }

        if (!_sockets.IsEmpty)
            CallWorker();
    }

    private void TellEmpty()
    {
        lock (_taken)
            Monitor.Pulse(_taken);
    }

    private void CallWorker()
    {
        if (Interlocked.Exchange(ref _workerIsComing, 1) == 0)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }
}
