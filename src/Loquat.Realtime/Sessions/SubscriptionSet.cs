using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>
/// The subscriptions of one session, at most one for each channel, from reservation to end. Every end, whatever its cause, is begun here,
/// which is why it happens once.
/// </summary>
internal sealed class SubscriptionSet(int limit)
{
    private readonly Lock _gate = new();
    private Dictionary<string, Subscription>? _byChannel;
    private bool _closed;

    /// <summary>Null if the channel is reserved for this attempt now.</summary>
    public ProtocolError? TryReserve(Subscription subscription)
    {
        lock (_gate)
        {
            if (_closed)
                return ProtocolError.NotAvailable;
            if (_byChannel is not null && _byChannel.ContainsKey(subscription.Channel))
                return ProtocolError.AlreadySubscribed;
            if (_byChannel?.Count >= limit)
                return ProtocolError.LimitExceeded;

            (_byChannel ??= []).Add(subscription.Channel, subscription);
            return null;
        }
    }

    public Subscription? Find(string channel)
    {
        lock (_gate)
            return _byChannel?.GetValueOrDefault(channel);
    }

    public bool IsLive(string channel) => Find(channel)?.Life == SubscriptionLife.Live;

    public Subscription[] ToArray()
    {
        lock (_gate)
            return _byChannel is null ? [] : [.. _byChannel.Values];
    }

    /// <summary>Lets nothing be added any more, and returns what there is.</summary>
    public Subscription[] Close()
    {
        lock (_gate)
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
        lock (_gate)
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
        lock (_gate)
        {
            return subscription.Life is SubscriptionLife.Live or SubscriptionLife.Ended
                ? Task.CompletedTask
                : (subscription.Settled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    private void MoveOn(Subscription subscription, SubscriptionLife life)
    {
        TaskCompletionSource? settled;
        lock (_gate)
        {
            subscription.Life = life;
            (settled, subscription.Settled) = (subscription.Settled, null);
            if (life == SubscriptionLife.Ended)
                _byChannel?.Remove(subscription.Channel);
        }
        settled?.SetResult();
    }
}
