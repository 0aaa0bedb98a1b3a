using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>
/// The subscriptions of one session, at most one for each channel, from reservation to end. Every end, whatever its cause, is begun here,
/// which is why it happens once.
/// </summary>
/// <remarks>Its gate is its own monitor: a lock beside it would be a good part of what an idle session holds.</remarks>
internal sealed class SubscriptionSet
{
    // Up to so many are looked at one by one, which is as quick as a table and a fraction of its size.
    private const int MostInLine = 8;

    private Subscription[] _inLine = [];
    private int _count;
    private Dictionary<string, Subscription>? _byChannel;
    private bool _closed;

    /// <summary>Null if the channel is reserved for this attempt now.</summary>
    public ProtocolError? TryReserve(Subscription subscription)
    {
        lock (this)
        {
            if (_closed)
                return ProtocolError.NotAvailable;
            if (FindInGate(subscription.Channel) is not null)
                return ProtocolError.AlreadySubscribed;
            if (_count >= subscription.Session.Node.Options.ChannelLimit)
                return ProtocolError.LimitExceeded;

            Add(subscription);
            return null;
        }
    }

    public int Count
    {
        get
        {
            lock (this)
                return _count;
        }
    }

    public Subscription? Find(string channel)
    {
        lock (this)
            return FindInGate(channel);
    }

    public bool IsLive(string channel) => Find(channel)?.Life == SubscriptionLife.Live;

    public Subscription[] ToArray()
    {
        lock (this)
            return _byChannel is null ? _inLine[.._count] : [.. _byChannel.Values];
    }

    /// <summary>Lets nothing be added any more, and returns what there is.</summary>
    public Subscription[] Close()
    {
        lock (this)
            _closed = true;
        return ToArray();
    }

    /// <summary>The attempt has succeeded, others may end it from now on.</summary>
    public void Settle(Subscription subscription) => MoveOn(subscription, SubscriptionLife.Live);

    /// <summary>The attempt has failed or the subscription has been taken down: its channel is free.</summary>
    public void Release(Subscription subscription) => MoveOn(subscription, SubscriptionLife.Ended);

    /// <summary>True for the one caller that is to take the subscription down and then <see cref="Release"/> it.</summary>
    public bool TryBeginEnd(Subscription subscription)
    {
        lock (this)
        {
            if (subscription.Life != SubscriptionLife.Live)
                return false;

            subscription.Life = SubscriptionLife.Ending;
            return true;
        }
    }

    /// <summary>Completes when nobody is in the middle of setting the subscription up or taking it down.</summary>
    public Task SettledAsync(Subscription subscription)
    {
        lock (this)
        {
            return subscription.Life is SubscriptionLife.Live or SubscriptionLife.Ended
                ? Task.CompletedTask
                : (subscription.Settled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void MoveOn(Subscription subscription, SubscriptionLife life)
    {
        TaskCompletionSource? settled;
        lock (this)
        {
            subscription.Life = life;
            (settled, subscription.Settled) = (subscription.Settled, null);
            if (life == SubscriptionLife.Ended)
                Remove(subscription);
        }
        settled?.SetResult();
    }

    private Subscription? FindInGate(string channel)
    {
        if (_byChannel is not null)
            return _byChannel.GetValueOrDefault(channel);

        for (var i = 0; i < _count; i++)
        {
            if (_inLine[i].Channel == channel)
                return _inLine[i];
        }
        return null;
    }

    private void Add(Subscription subscription)
    {
        if (_byChannel is null && _count == MostInLine)
        {
            _byChannel = _inLine.ToDictionary(inLine => inLine.Channel);
            _inLine = [];
        }

        if (_byChannel is not null)
            _byChannel.Add(subscription.Channel, subscription);
        else if (_count == _inLine.Length)
            _inLine = [.. _inLine, subscription];
        else
            _inLine[_count] = subscription;
        _count++;
    }

    private void Remove(Subscription subscription)
    {
        if (_byChannel is not null)
        {
            if (_byChannel.Remove(subscription.Channel))
                _count--;
        }
        else if (Array.IndexOf(_inLine, subscription, 0, _count) is var at and >= 0)
        {
            _inLine[at] = _inLine[--_count];
            _inLine[_count] = null!;
        }
    }
}
