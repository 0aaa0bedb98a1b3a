using Microsoft.Extensions.Logging;

namespace Loquat.Realtime;

/// <summary>
/// Writes for a share of the sessions. Publishers queue a frame and hand over the writer in one lock; one work item drains whatever has
/// come together by then, so that frames coalesce by themselves as load grows and nothing waits when it is low.
/// </summary>
/// <param name="number">Its own among the shards of a node.</param>
internal sealed class FlushShard(int number, int maxQueuedBytes, ILogger logger) : IThreadPoolWorkItem
{
    /// <summary>What one send takes. Frames that fit are copied together; a single one goes out as it is.</summary>
    public const int BufferBytes = 64 * 1024;

    [ThreadStatic]
    private static byte[]? _buffer;

    private List<SessionWriter> _waiting = [];
    private List<SessionWriter> _flushing = [];
    private bool _running;

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

    public void Start() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>One pass. If more has come meanwhile the next one queues behind whatever else waits for a thread, which is how frames coalesce.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        var buffer = _buffer ??= GC.AllocateUninitializedArray<byte>(BufferBytes);
        lock (Gate)
            (_waiting, _flushing) = (_flushing, _waiting);
        foreach (var writer in _flushing)
            Flush(writer, buffer);
        _flushing.Clear();

        lock (Gate)
        {
            if (_waiting.Count == 0)
            {
                _running = false;
                return;
            }
        }
        Start();
    }

    private void Flush(SessionWriter writer, byte[] buffer)
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
