using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>What the preparation of a subscription came to.</summary>
internal abstract record Preparation
{
    /// <param name="Result">For the reply.</param>
    /// <param name="Position">From where the subscription goes on once it is live.</param>
    /// <param name="Newest">The last one of the result's publications, as it was published; null if there are none.</param>
    /// <param name="Log">Keeps the channel's history; null for ordinary channels.</param>
    /// <param name="IsBehind">The log goes on after the position: the rest follows the reply.</param>
    public sealed record Ready(
        SubscribeResult Result, StreamPosition Position, Publication? Newest = null, IChannelLog? Log = null, bool IsBehind = false) : Preparation;

    /// <summary>Nothing of the attempt is left but its reservation.</summary>
    public sealed record Refused(Outcome Outcome) : Preparation;
}

/// <summary>
/// The way of a subscription through the engine, in the order that section 11.3 proves: buffer and register, presence, read, merge, reply
/// and go live, join. And back, exactly once: out of the hub, presence, leave, hook.
/// </summary>
internal sealed class SubscriptionFlow(
    Hub hub, ChannelHistory history, SharedReads logs, IBroker broker, IPresence presence, IRealtimeApp app, Node node)
{
    private readonly StartReader _start = new(history, node);

    /// <param name="room">Bytes of missed publications that may come with the reply; more of them follow it, if the channel is a log's.</param>
    public async ValueTask<Preparation> PrepareAsync(
        Subscription subscription, ChannelPolicy policy, SubscribeRequest request, int room, CancellationToken cancellationToken)
    {
        subscription.Place = hub.Add(subscription);
        Preparation preparation;
        try
        {
            if (subscription.Grant.Presence)
                await presence.AddAsync(subscription.Channel, subscription.Info, cancellationToken);
            preparation = subscription.Grant.Positioned
                ? await _start.ReadAsync(subscription, policy, request, room, cancellationToken)
                : _start.WithoutPosition(subscription, request);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The session has ended: nobody is there to be answered.
            preparation = new Preparation.Refused(Disconnect.ConnectionClosed);
        }
        catch (Exception fault)
        {
            node.Logger.CommandFailed(fault, nameof(Command.Subscribe), subscription.Session.Id);
            preparation = new Preparation.Refused(Disconnect.ServerError);
        }

        if (preparation is Preparation.Refused)
            await LeaveAsync(subscription);
        return preparation;
    }

    /// <summary>Takes back a preparation that will not be used, and its reservation.</summary>
    public async ValueTask AbandonAsync(Subscription subscription)
    {
        await LeaveAsync(subscription);
        subscription.Session.Subscriptions.Release(subscription);
    }

    /// <summary>Sends the reply, if it is not null, and delivers from then on.</summary>
    public void GoLive(Subscription subscription, Preparation.Ready ready, byte[]? reply)
    {
        if (subscription.Place!.GoLive(subscription, ready, reply))
            subscription.Session.BacklogOf(logs).Add(subscription, ready.Log!);
        if (subscription.ExpireAt is { } expireAt)
            subscription.Session.WatchExpiry(expireAt);
    }

    /// <summary>Tells the others. After the reply, and before anything can end the subscription: its leave comes after its join.</summary>
    public async ValueTask AnnounceAsync(Subscription subscription)
    {
        node.Metrics.Subscribed();
        try
        {
            if (subscription.Grant.JoinLeave)
            {
                subscription.WasAnnounced = true;
                await broker.JoinAsync(subscription.Channel, subscription.Info, CancellationToken.None);
            }
        }
        catch (Exception fault)
        {
            // The client has its reply: it is subscribed, whether others have heard of it or not.
            node.Logger.JoinFailed(fault, subscription.Session.Id, subscription.Channel);
        }
        subscription.Session.Subscriptions.Settle(subscription);
    }

    /// <summary>
    /// Ends a subscription that has been made, or is being made and then ends. Completes when it is gone, whoever ended it.
    /// <paramref name="push"/> tells the client; null where it asked for it itself, or is gone.
    /// </summary>
    public async Task EndAsync(Subscription subscription, Push.Unsubscribe? push)
    {
        var subscriptions = subscription.Session.Subscriptions;
        while (!subscriptions.TryBeginEnd(subscription))
        {
            await subscriptions.SettledAsync(subscription);
            if (subscription.Life == SubscriptionLife.Ended)
                return;
        }

        node.Metrics.Unsubscribed();
        await LeaveAsync(subscription);
        subscriptions.Release(subscription);
        if (push is not null)
            subscription.Session.Send(new Reply.Pushed(push));
        await TellAppAsync(subscription);
    }

    public async ValueTask TellConnectedAsync(Session session, CancellationToken cancellationToken)
    {
        try
        {
            await app.ConnectedAsync(session, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The session has ended; that it has is told next.
        }
        catch (Exception fault)
        {
            node.Logger.HookFailed(fault, nameof(IRealtimeApp.ConnectedAsync), session.Id);
        }
    }

    public async ValueTask TellDisconnectedAsync(Session session, Disconnect disconnect)
    {
        try
        {
            await app.DisconnectedAsync(session, disconnect);
        }
        catch (Exception fault)
        {
            node.Logger.HookFailed(fault, nameof(IRealtimeApp.DisconnectedAsync), session.Id);
        }
    }

    private async ValueTask LeaveAsync(Subscription subscription)
    {
        hub.Remove(subscription.Place!, subscription);
        try
        {
            if (subscription.Grant.Presence)
                await presence.RemoveAsync(subscription.Channel, subscription.Session.Id, CancellationToken.None);
            if (subscription.WasAnnounced)
                await broker.LeaveAsync(subscription.Channel, subscription.Info, CancellationToken.None);
        }
        catch (Exception fault)
        {
            node.Logger.LeavingFailed(fault, subscription.Session.Id, subscription.Channel);
        }
    }

    private async ValueTask TellAppAsync(Subscription subscription)
    {
        try
        {
            await app.UnsubscribedAsync(subscription.Session, subscription.Channel);
        }
        catch (Exception fault)
        {
            node.Logger.HookFailed(fault, nameof(IRealtimeApp.UnsubscribedAsync), subscription.Session.Id);
        }
    }
}
