namespace Loquat.Realtime;

/// <summary>
/// Tells the application which channels have got their first subscriber or lost their last one. A channel's changes alternate, so that a count
/// of them is all that has to be kept, however often it changes while the application is busy.
/// </summary>
internal sealed class ChannelWatch(IRealtimeApp app, Node node)
{
    // Channels that are told of at the same time.
    private const int Tellers = 8;

    // Channels with untold changes beyond which clients wait for their subscriptions.
    private const int Crowd = 10_000;

    private readonly Lock _gate = new();
    private readonly Dictionary<string, Untold> _untold = [];
    private readonly Queue<string> _waiting = new();
    private int _tellers;
    private TaskCompletionSource? _room;

    public bool Wants(string channel) => !Probe.Owns(channel) && app.WatchesChannel(channel);

    /// <summary>Called under the channel's gate, which keeps the changes of one channel in order.</summary>
    public void Changed(string channel, bool occupied)
    {
        lock (_gate)
        {
            if (_untold.TryGetValue(channel, out var untold))
            {
                untold.Changes++;
                return;
            }

            _untold.Add(channel, new Untold { Occupied = occupied, Changes = 1 });
            _waiting.Enqueue(channel);
            if (_tellers == Tellers)
                return;
            _tellers++;
        }
        node.Background.Run(TellAsync);
    }

    /// <summary>
    /// Completes when the application has not too much to be told. For what clients ask for: the application itself must never wait here, or
    /// it would wait for itself.
    /// </summary>
    public Task RoomAsync(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_untold.Count < Crowd)
                return Task.CompletedTask;

            _room ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _room.Task.WaitAsync(cancellationToken);
        }
    }

    private async Task TellAsync()
    {
        while (TakeNext() is var (channel, occupied))
        {
            try
            {
                await (occupied ? app.ChannelOccupiedAsync(channel) : app.ChannelVacatedAsync(channel));
            }
            catch (Exception fault)
            {
                node.Logger.ChannelHookFailed(fault, occupied ? nameof(app.ChannelOccupiedAsync) : nameof(app.ChannelVacatedAsync), channel);
            }
            Told(channel);
        }
    }

    /// <summary>Null if this teller has nothing more to do.</summary>
    private (string Channel, bool Occupied)? TakeNext()
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out var channel))
                return (channel, _untold[channel].Occupied);

            _tellers--;
            return null;
        }
    }

    private void Told(string channel)
    {
        TaskCompletionSource? room = null;
        lock (_gate)
        {
            var untold = _untold[channel];
            untold.Occupied = !untold.Occupied;
            if (--untold.Changes > 0)
            {
                _waiting.Enqueue(channel);
                return;
            }

            _untold.Remove(channel);
            if (_untold.Count < Crowd)
                (room, _room) = (_room, null);
        }
        room?.SetResult();
    }

    /// <summary>What is still to be told of one channel.</summary>
    private sealed class Untold
    {
        /// <summary>What the next change has made of it.</summary>
        public required bool Occupied { get; set; }

        public required int Changes { get; set; }
    }
}
