using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>
/// The outbound half of a session: frames queue here and leave in order, as many at a time as fit. It never makes a publisher wait.
/// </summary>
/// <remarks>
/// A writer is idle, or in somebody's hands (<c>_busy</c>): its shard's, which has it in its list or flushes it, or a reader's who sends answers.
/// Or it waits for a slow peer (<c>_sendingRest</c>, then it is busy too).
/// Its fields are guarded by the shard's gate; the transport is only called by whoever has it busy. The one exception is a close that
/// cannot wait for a slow peer.
/// </remarks>
internal sealed class SessionWriter(ITransport transport, FlushShard shard)
{
    private FrameQueue _queue;
    private int _queuedBytes;
    private bool _busy;
    private bool _sendingRest;
    private bool _impatient;
    private bool _closed;
    private bool _held;
    private bool _isAnswering;
    private Disconnect? _closing;
    private Task _rest = Task.CompletedTask;
    private TaskCompletionSource? _room;

    public FlushShard Shard => shard;

    public string TransportName => transport.Name;

    /// <summary>
    /// False if the session owes its client more than it may. The frame that crosses the line is still taken, so that one large reply
    /// passes; the next one is not. After <see cref="Close"/> frames are dropped.
    /// </summary>
    public bool TryEnqueue(byte[] frame)
    {
        var start = false;
        bool taken;
        lock (shard.Gate)
            taken = TryEnqueue(frame, mayWait: true, ref start);
        if (start)
            shard.Start();
        return taken;
    }

    /// <summary>The same under the gate, for one frame of many sessions.</summary>
    /// <param name="start">Set if the caller has to start the shard once it has left the gate.</param>
    public bool TryEnqueue(byte[] frame, ref bool start) => TryEnqueue(frame, mayWait: false, ref start);

    /// <summary>What the client has sent is being handled: what is meant for it alone waits for <see cref="SendAnswers"/>.</summary>
    public void GatherAnswers()
    {
        lock (shard.Gate)
            _isAnswering = true;
    }

    /// <summary>
    /// What was answered by now leaves at once, from the caller's thread, unless it is much: a call does not wait for others' turns. What is
    /// answered later leaves by the shard.
    /// </summary>
    public void SendAnswers()
    {
        var start = false;
        lock (shard.Gate)
        {
            _isAnswering = false;
            if (_queue.Count == 0 || _busy || _held)
                return;

            if (_queue.Count > 1 && _queuedBytes > FlushShard.AnswerBytes)
                start = Schedule();
            else
                _busy = true;
        }
        if (start)
            shard.Start();
        else
            shard.FlushHere(this);
    }

    /// <summary>Nothing leaves until <see cref="Release"/>: what is queued meanwhile is heard all at once.</summary>
    public void Hold()
    {
        lock (shard.Gate)
            _held = true;
    }

    public void Release()
    {
        bool start;
        lock (shard.Gate)
        {
            _held = false;
            start = (_queue.Count > 0 || (_closing is not null && !_closed)) && Schedule();
        }
        if (start)
            shard.Start();
    }

    /// <summary>
    /// What may be queued of what need not be sent at once: a part of what may wait in all, so that what comes by itself finds room beside it.
    /// </summary>
    public int Room => Math.Max(0, (shard.MaxQueuedBytes / 4) - Volatile.Read(ref _queuedBytes));

    /// <summary>Completes when there is <see cref="Room"/>, or it is closing.</summary>
    public Task RoomAsync()
    {
        lock (shard.Gate)
        {
            return _closing is not null || Room > 0
                ? Task.CompletedTask
                : (_room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>
    /// Closes the transport after what is queued. Where that is pointless, because the peer has gone or does not read, what is queued is
    /// dropped.
    /// Only the first call counts.
    /// </summary>
    public void Close(Disconnect disconnect)
    {
        bool start;
        lock (shard.Gate)
        {
            if (_closing is not null)
                return;

            _closing = disconnect;
            TellOfRoom();
            start = disconnect.Code is 3000 or 3008 ? CloseNow() : Schedule();
        }
        if (start)
            shard.Start();
    }

    /// <summary>Waits no longer for a peer that does not take what stands before the close.</summary>
    public void CloseImpatiently()
    {
        bool start;
        lock (shard.Gate)
            start = _closing is not null && CloseNow();
        if (start)
            shard.Start();
    }

    /// <summary>The transport has broken its promise not to throw.</summary>
    public void Fail()
    {
        lock (shard.Gate)
            _busy = false;
        Close(Disconnect.WriteError);
        CloseImpatiently();
    }

    /// <summary>Completes when the transport is called no more. Only after it is gone.</summary>
    public Task RestAsync()
    {
        lock (shard.Gate)
            return _rest;
    }

    /// <summary>Sends what is queued. Called by the shard, from one thread at a time.</summary>
    public void Flush(Span<byte> buffer)
    {
        FrameQueue frames;
        Disconnect? closing = null;
        bool impatient;
        lock (shard.Gate)
        {
            impatient = _impatient;
            if (impatient)
            {
                closing = _closed ? null : _closing;
                _closed = true;
                _queue.Release(shard.Arrays);
                _queuedBytes = 0;
            }
            (frames, _queue) = (_queue, default);
        }
        if (impatient)
        {
            if (closing is not null)
                transport.Close(closing);
            return;
        }

        if (TrySendAll(ref frames, buffer, out var sent))
            Finish(frames, sent);
    }

    private bool TrySendAll(ref FrameQueue frames, Span<byte> buffer, out int sent)
    {
        sent = 0;
        var next = 0;
        while (next < frames.Count)
        {
            var first = frames[next++];
            if (next == frames.Count || first.Length + frames[next].Length > buffer.Length)
            {
                if (!TrySend(first, first, ref frames, next))
                    return false;
                sent += first.Length;
                continue;
            }

            var used = 0;
            for (next--; next < frames.Count && used + frames[next].Length <= buffer.Length; next++)
            {
                frames[next].CopyTo(buffer[used..]);
                used += frames[next].Length;
            }
            if (!TrySend(buffer[..used], null, ref frames, next))
                return false;
            sent += used;
        }

        return true;
    }

    /// <param name="shared">The frame that <paramref name="bytes"/> are, if they are one: it can be kept as it is.</param>
    private bool TrySend(ReadOnlySpan<byte> bytes, byte[]? shared, ref FrameQueue frames, int next)
    {
        var sent = transport.TrySend(bytes);
        if (sent >= bytes.Length)
            return true;

        var rest = shared is null ? bytes[sent..].ToArray() : shared.AsMemory(sent);
        bool start;
        lock (shard.Gate)
        {
            _sendingRest = true;
            _queuedBytes = BytesFrom(frames, next) + rest.Length + BytesFrom(_queue, 0);
            _rest = SendRestAsync(rest, frames, next);
            // Closed while it was in the shard's hands: nobody else comes to do it now.
            start = _impatient && shard.Add(this);
        }
        if (start)
            shard.Start();
        return false;
    }

    private async Task SendRestAsync(ReadOnlyMemory<byte> rest, FrameQueue frames, int next)
    {
        // Out of the caller's gate and stack before the transport is called again.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);

        await transport.SendAsync(rest);
        Forget(rest.Length);
        for (; next < frames.Count; next++)
        {
            await transport.SendAsync(frames[next]);
            Forget(frames[next].Length);
        }
        Finish(frames, 0);
    }

    /// <summary>Goes on with what was queued meanwhile, closes if that was asked for, or becomes idle.</summary>
    /// <param name="sent">Bytes of <paramref name="frames"/> that are not owed any more.</param>
    private void Finish(FrameQueue frames, int sent)
    {
        var start = false;
        Disconnect? closing = null;
        lock (shard.Gate)
        {
            frames.Release(shard.Arrays);
            _queuedBytes -= sent;
            if (Room > 0)
                TellOfRoom();
            _busy = _sendingRest = false;
            if (_queue.Count > 0 || (_impatient && !_closed))
                start = Schedule();
            else if (!_closed)
                closing = _closing;
            _closed |= closing is not null;
        }
        if (start)
            shard.Start();
        if (closing is not null)
            transport.Close(closing);
    }

    private bool TryEnqueue(byte[] frame, bool mayWait, ref bool start)
    {
        if (_closing is not null)
            return true;
        if (_queuedBytes > shard.MaxQueuedBytes)
            return false;

        _queue.Add(frame, shard.Arrays);
        _queuedBytes += frame.Length;
        if (!mayWait || !_isAnswering)
            start |= Schedule();
        return true;
    }

    private bool Schedule()
    {
        if (_busy || _held)
            return false;

        _busy = true;
        return shard.Add(this);
    }

    private bool CloseNow()
    {
        if (_impatient)
            return false;

        _impatient = true;
        // A writer that waits for its peer is in nobody's list: the shard takes it only to close.
        return _sendingRest ? shard.Add(this) : Schedule();
    }

    private void Forget(int bytes)
    {
        lock (shard.Gate)
        {
            _queuedBytes -= bytes;
            if (Room > 0)
                TellOfRoom();
        }
    }

    private void TellOfRoom()
    {
        _room?.TrySetResult();
        _room = null;
    }

    private static int BytesFrom(in FrameQueue frames, int index)
    {
        var bytes = 0;
        for (; index < frames.Count; index++)
            bytes += frames[index].Length;
        return bytes;
    }
}
