namespace Loquat.Chat.Log;

/// <summary>
/// What waits for the writer: one lane per thread, and the lanes take turns, so that a busy thread delays itself and not the others.
/// Bounded in all and per lane; over the bound a change is refused at once instead of waiting without end.
/// </summary>
internal sealed class AppendQueue(int maxWaiting)
{
    // One lane may take half of the room, so that the others always find some.
    private readonly int _maxPerLane = Math.Max(1, maxWaiting / 2);
    private readonly Lock _lock = new();
    private readonly Dictionary<long, Queue<PendingAppend>> _lanes = [];
    private readonly Queue<long> _turns = [];
    private TaskCompletionSource<bool>? _arrival;
    private int _waiting;
    private bool _closed;
    private volatile bool _isRefusing;

    /// <summary>True from a group that the database would not take to the next one that it takes.</summary>
    public bool IsRefusing
    {
        get => _isRefusing;
        set => _isRefusing = value;
    }

    public bool TryEnqueue(PendingAppend append)
    {
        TaskCompletionSource<bool>? arrival;
        lock (_lock)
        {
            if (_closed || _waiting >= maxWaiting)
                return false;

            var id = append.Change.Lane;
            if (!_lanes.TryGetValue(id, out var lane))
            {
                _lanes.Add(id, lane = []);
                _turns.Enqueue(id);
            }
            else if (lane.Count >= _maxPerLane)
            {
                return false;
            }

            lane.Enqueue(append);
            _waiting++;
            (arrival, _arrival) = (_arrival, null);
        }

        arrival?.TrySetResult(true);
        return true;
    }

    /// <summary>Completes when something waits. False once the queue is closed and empty.</summary>
    public Task<bool> WaitAsync()
    {
        lock (_lock)
        {
            if (_waiting > 0)
                return Task.FromResult(true);
            if (_closed)
                return Task.FromResult(false);

            _arrival ??= new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            return _arrival.Task;
        }
    }

    /// <summary>The next group: one of each lane in turn, in the order of arrival within a lane.</summary>
    public List<PendingAppend> Take(int max)
    {
        var group = new List<PendingAppend>();
        lock (_lock)
        {
            while (group.Count < max && _turns.TryDequeue(out var id))
            {
                var lane = _lanes[id];
                group.Add(lane.Dequeue());
                if (lane.Count > 0)
                    _turns.Enqueue(id);
                else
                    _lanes.Remove(id);
            }

            _waiting -= group.Count;
        }

        return group;
    }

    /// <summary>Refuses what comes from now on; what waits already can still be taken.</summary>
    public void Close()
    {
        TaskCompletionSource<bool>? arrival;
        lock (_lock)
        {
            _closed = true;
            (arrival, _arrival) = (_arrival, null);
        }

        arrival?.TrySetResult(false);
    }
}
