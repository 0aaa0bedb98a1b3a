using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>The subscribers that a channel has on this node. Walked in a line by every broadcast.</summary>
/// <remarks>
/// The gate is held during a broadcast: that gives all subscribers the same order, and a subscriber that goes live no gap and no double. Inside it
/// frames are only queued (lock order: channel, then flush shard); no socket is touched and nothing is awaited.
/// </remarks>
/// <param name="number">No other channel of this node has or had it.</param>
/// <param name="watch">Whoever wants to hear of its first subscriber and its last; null for nobody.</param>
/// <param name="tail">Where a log's newest publications are kept.</param>
internal sealed class Channel(string name, long number, ChannelWatch? watch, LogTail tail)
{
    private readonly Lock _gate = new();
    private Subscription[] _subscribers = new Subscription[1];
    private int _count;
    private bool _closed;

    // How far a log's channel has been delivered; null for ordinary channels, and until something is known.
    private LogCursor? _cursor;

    // Up to where a log is known to have grown before anything of it was delivered here.
    private StreamPosition _woken = StreamPosition.Start;

    // Where a broker's stream was when somebody was last found behind it.
    private StreamPosition? _doubted;

    // What a patch to the next publication would be made from; null while nobody here gets patches.
    private Publication? _previous;
    private string _previousEpoch = "";

    public string Name { get; } = name;

    /// <summary>What pushes call it by to those who were told so.</summary>
    public long Number { get; } = number;

    public int Count => Volatile.Read(ref _count);

    /// <summary>When something last showed that the subscribers are up to date, in milliseconds of the engine's clock.</summary>
    public long ConfirmedAt { get; set; }

    /// <summary>False if the channel's last subscriber has left: it is being removed, ask the hub for another.</summary>
    public bool TryAdd(Subscription subscription)
    {
        lock (_gate)
        {
            if (_closed)
                return false;

            if (_count == _subscribers.Length)
                Array.Resize(ref _subscribers, _count * 2);
            subscription.Slot = _count;
            _subscribers[_count++] = subscription;
            if (_count == 1)
                watch?.Changed(Name, occupied: true);
            return true;
        }
    }

    /// <summary>True if nobody is left, and the channel takes nobody any more.</summary>
    public bool Remove(Subscription subscription)
    {
        lock (_gate)
        {
            subscription.Stop();
            if (subscription.Slot >= _count || _subscribers[subscription.Slot] != subscription)
                return false;

            var last = _subscribers[--_count];
            _subscribers[subscription.Slot] = last;
            last.Slot = subscription.Slot;
            _subscribers[_count] = null!;
            if (_subscribers.Length > 8 && _count < _subscribers.Length / 4)
                Array.Resize(ref _subscribers, _subscribers.Length / 2);
            if (_count > 0)
                return false;

            watch?.Changed(Name, occupied: false);
            tail.Close();
            return _closed = true;
        }
    }

    /// <summary>Queues a publication at every subscriber that is due for it; returns at how many.</summary>
    /// <param name="delta">It may go out as a patch.</param>
    public int Broadcast(Publication publication, string epoch, bool delta)
    {
        lock (_gate)
            return BroadcastInOrder(publication, epoch, delta);
    }

    /// <summary>
    /// Takes a publication of a log, in whatever order they come. Null, unless others are missing before it: they, and this one, are to be read
    /// from the log after the position that is returned, by the one caller who is told so.
    /// </summary>
    public StreamPosition? Deliver(Publication publication, string epoch)
    {
        lock (_gate)
        {
            _cursor ??= new LogCursor(new StreamPosition(publication.Offset - 1, epoch));
            var step = _cursor.Take(publication.Offset, epoch);
            if (step == LogCursor.Step.Next)
                BroadcastNext(publication, epoch);
            return step == LogCursor.Step.Gap ? _cursor.Position : null;
        }
    }

    /// <summary>
    /// The log has grown up to <paramref name="top"/>, elsewhere. The position after which it is to be read, by the one caller who is told so;
    /// null if nothing is missing, or somebody reads already.
    /// </summary>
    public StreamPosition? Wake(StreamPosition top)
    {
        lock (_gate)
        {
            if (_cursor is null)
            {
                // Those who subscribe at this moment are reading: a reading from before this does not count.
                if (top.Epoch != _woken.Epoch || top.Offset > _woken.Offset)
                    _woken = top;
                return null;
            }

            return _cursor.Want(top) ? _cursor.Position : null;
        }
    }

    /// <summary>
    /// Delivers what was read from the log to fill a gap, and returns where to read on from; null once nothing is missing any more.
    /// A page that brings nothing new means that the log has the hole itself: those who wait behind it have to start over.
    /// </summary>
    public StreamPosition? Fill(LogPage page)
    {
        lock (_gate)
        {
            var cursor = _cursor!;
            var before = cursor.Position;
            foreach (var publication in page.Publications)
            {
                if (cursor.Take(publication.Offset, page.Top.Epoch) == LogCursor.Step.Next)
                    BroadcastNext(publication, page.Top.Epoch);
            }
            // What was announced meanwhile may have overtaken the page: then it brings nothing new, and there is no hole either.
            var follows = page.Publications is [var first, ..] && first.Offset <= before.Offset + 1 && page.Top.Epoch == before.Epoch;
            if (cursor.Position == before && !follows)
            {
                cursor.SkipTo(page.Top);
                LoseThoseBehind(page.Top);
            }
            return cursor.EndFilling() ? null : cursor.Position;
        }
    }

    /// <summary>Pushes a join or a leave to those who want to see it.</summary>
    public void BroadcastPresence(Push push)
    {
        var frames = new PushFrames(push, Number);
        lock (_gate)
        {
            foreach (var subscription in _subscribers.AsSpan(0, _count))
            {
                if (subscription.SeesJoinLeave)
                    subscription.Session.Send(ref frames, subscription.Addressing);
            }
        }
    }

    /// <summary>
    /// What arrived since the subscription was added; see <see cref="Subscription.TakeArrived"/>. Null, too, if what was read is older than what
    /// the log is known to hold: it is to be read again.
    /// </summary>
    /// <param name="read">A log's channel that has delivered nothing yet counts from its top.</param>
    public IReadOnlyList<Publication>? TakeArrived(Subscription subscription, HistoryResult read, bool ofLog)
    {
        lock (_gate)
        {
            if (ofLog && _cursor is null)
            {
                if (read.Top.Epoch == _woken.Epoch && read.Top.Offset < _woken.Offset)
                    return null;

                _cursor = new LogCursor(read.Top);
            }
            if (ofLog && _cursor!.Position == read.Top)
                tail.Learn(read.Publications, read.Top);
            return subscription.TakeArrived(read.Top.Epoch);
        }
    }

    /// <summary>
    /// What this node has delivered of a log after an offset: the way a reading of it would tell it. Null if it does not know, or not so far back:
    /// then the log is to be read.
    /// </summary>
    public LogPage? Recall(ulong after, int limit)
    {
        lock (_gate)
        {
            // Who has more than this node has come from one that is ahead of it.
            if (_cursor is not { Position: var top } || after > top.Offset)
                return null;

            return tail.After(after, top.Offset, limit) is { } publications ? new LogPage(publications, top) : null;
        }
    }

    /// <summary>
    /// Queues the reply, then what arrived while it was made, and delivers from then on. If that cannot be done without a hole, a subscriber of a
    /// log is brought to its end first, which is for the caller to do (true); any other has to start over.
    /// </summary>
    public bool GoLive(Subscription subscription, Preparation.Ready ready, byte[]? reply)
    {
        lock (_gate)
        {
            var position = ready.Position;
            var arrived = subscription.TakeArrived(position.Epoch);
            if (arrived is null && _cursor is null)
            {
                subscription.Stop();
                subscription.Session.Disconnect(Disconnect.InsufficientState);
                return false;
            }

            if (reply is not null)
                subscription.Session.Send(reply);
            if (ready.IsBehind || arrived is null)
            {
                subscription.CatchUpFrom(position);
                return true;
            }

            subscription.GoLive(position, holdsPrevious: ready.Newest is not null);
            if (subscription.Grant.Delta && ready.Newest is { } newest && (_previous is null || _previous.Offset < newest.Offset))
                (_previous, _previousEpoch) = (newest, position.Epoch);
            foreach (var publication in arrived)
            {
                var frames = new PushFrames(new Push.Pub(Name, publication), Number);
                Offer(subscription, publication, position.Epoch, ref frames, handover: null);
            }
            return false;
        }
    }

    /// <summary>
    /// Queues what comes next in the log for a subscriber that is not at its end yet, up to so many bytes. True if there is more of it; false once
    /// the subscriber stands where the channel does and is live, or has ended.
    /// </summary>
    public bool CatchUp(Subscription subscription, LogPage page, int room)
    {
        lock (_gate)
        {
            if (!subscription.IsCatchingUp)
                return false;

            var before = subscription.Position;
            if (page.Top.Epoch == before.Epoch)
                SendNext(subscription, page.Publications, room);
            var (position, top) = (subscription.Position, _cursor!.Position);
            if (position.Epoch == top.Epoch && position.Offset >= top.Offset)
            {
                subscription.EndCatchingUp();
                return false;
            }

            // It is another log by now; or there is nothing new, and yet it does not end here: it has a hole.
            var isStuck = page.Top.Epoch != before.Epoch || top.Epoch != before.Epoch || (position == before && page.Top.Offset > position.Offset);
            if (isStuck)
                subscription.Lose();
            return !isStuck;
        }
    }

    /// <summary>Forgets what was kept for those who come back, unless something was added to it since.</summary>
    public void ForgetTail(long since)
    {
        lock (_gate)
        {
            if (tail.AddedAt < since)
                tail.Clear();
        }
    }

    /// <summary>Queues what tells a live subscriber where it stands, between two publications.</summary>
    public void TellPosition(Subscription subscription, Func<StreamPosition, Push> push)
    {
        lock (_gate)
        {
            if (subscription.HasBegun)
                subscription.Session.Send(new Reply.Pushed(push(subscription.Position)));
        }
    }

    /// <summary>
    /// Compares the live subscribers with the stream's top. Those of another stream, and those who have not even come to where it was at the last
    /// look, have missed something. False if somebody is not there yet: look again.
    /// </summary>
    public bool CheckPositions(StreamPosition top)
    {
        lock (_gate)
        {
            var isConfirmed = true;
            foreach (var subscription in _subscribers.AsSpan(0, _count))
            {
                // One that is ahead has got what was published after the reading.
                if (!subscription.IsLive || !subscription.Grant.Positioned || !subscription.IsBehind(top))
                    continue;

                isConfirmed = false;
                if (subscription.Position.Epoch != top.Epoch || (_doubted is { } doubted && subscription.Position.Offset < doubted.Offset))
                    subscription.Lose();
            }
            _doubted = isConfirmed ? null : top;
            return isConfirmed;
        }
    }

    /// <summary>The subscriptions that others see here.</summary>
    public Subscription[] Present()
    {
        lock (_gate)
            return [.. _subscribers.Take(_count).Where(subscription => subscription is { Grant.Presence: true, Life: SubscriptionLife.Live })];
    }

    public bool HasPositioned()
    {
        lock (_gate)
            return _subscribers.Take(_count).Any(subscription => subscription.Grant.Positioned);
    }

    /// <summary>The next one of a log.</summary>
    private void BroadcastNext(Publication publication, string epoch)
    {
        tail.Add(publication, epoch);
        BroadcastInOrder(publication, epoch);
    }

    private void SendNext(Subscription subscription, IReadOnlyList<Publication> publications, int room)
    {
        foreach (var publication in publications)
        {
            var admission = room > 0 ? subscription.AdmitNext(publication) : Admission.Lost;
            if (admission == Admission.Lost)
                return;
            if (admission != Admission.Deliver)
                continue;

            var frames = new PushFrames(new Push.Pub(Name, publication), Number);
            subscription.Session.Send(ref frames, subscription.Addressing);
            room -= publication.Data.Length;
        }
    }

    private int BroadcastInOrder(Publication publication, string epoch, bool delta = false)
    {
        var follows = delta && _previous?.Offset + 1 == publication.Offset && _previousEpoch == epoch;
        var frames = new PushFrames(new Push.Pub(Name, publication), Number, follows ? _previous : null);
        var handover = Handover.Begin();
        var delivered = 0;
        var patched = false;
        for (var i = 0; i < _count; i++)
        {
            var subscription = _subscribers[i];
            patched |= subscription.IsPatched;
            if (Offer(subscription, publication, epoch, ref frames, handover))
                delivered++;
        }
        handover.End();
        if (publication.Offset > 0)
            (_previous, _previousEpoch) = patched ? (publication, epoch) : (null, "");
        return delivered;
    }

    /// <param name="handover">Of a broadcast; null for this subscription alone.</param>
    private static bool Offer(Subscription subscription, Publication publication, string epoch, ref PushFrames frames, Handover? handover)
    {
        switch (subscription.Admit(publication, epoch))
        {
            case Admission.Deliver when handover is not null:
                subscription.Session.Send(ref frames, subscription.Addressing, subscription.FormOf(publication), handover);
                return true;
            case Admission.Deliver:
                subscription.Session.Send(ref frames, subscription.Addressing, subscription.FormOf(publication));
                return true;
            case Admission.Lost:
                subscription.Lose();
                return false;
            default:
                return false;
        }
    }

    private void LoseThoseBehind(StreamPosition top)
    {
        foreach (var subscription in _subscribers.AsSpan(0, _count))
        {
            if (subscription.IsLive && subscription.IsBehind(top))
                subscription.Lose();
        }
    }
}
