using Loquat.Protocol;
using Loquat.Realtime.Tokens;

namespace Loquat.Realtime;

/// <summary>What the preparation of a subscription came to.</summary>
internal abstract record Preparation
{
    /// <param name="Result">For the reply.</param>
    /// <param name="Position">From where the subscription goes on once it is live.</param>
    public sealed record Ready(SubscribeResult Result, StreamPosition Position) : Preparation;

    /// <summary>Nothing of the attempt is left but its reservation.</summary>
    public sealed record Refused(Outcome Outcome) : Preparation;
}

/// <summary>
/// The way of a subscription through the engine, in the order that section 11.3 proves: buffer and register, presence, read, merge, reply
/// and go live,
/// join. And back, exactly once: out of the hub, presence, leave, hook.
/// </summary>
internal sealed class SubscriptionFlow(
    Hub hub, ChannelHistory history, IBroker broker, IPresence presence, IRealtimeApp app, Node node)
{
    // Each further read only closes the gap that one unlucky delivery has left.
    private const int Readings = 3;

    public async ValueTask<Preparation> PrepareAsync(
        Subscription subscription, ChannelPolicy policy, SubscribeRequest request, CancellationToken cancellationToken)
    {
        subscription.Place = hub.Add(subscription);
        Preparation preparation;
        try
        {
            if (subscription.Grant.Presence)
                await presence.AddAsync(subscription.Channel, subscription.Info, cancellationToken);
            preparation = subscription.Grant.Positioned
                ? await ReadAsync(subscription, policy, request, cancellationToken)
                : new Preparation.Ready(ResultOf(subscription, request), StreamPosition.Start);
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
    public static void GoLive(Subscription subscription, Preparation.Ready ready, byte[]? reply)
    {
        subscription.Place!.GoLive(subscription, ready.Position, reply);
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

    private async ValueTask<Preparation> ReadAsync(
        Subscription subscription, ChannelPolicy policy, SubscribeRequest request, CancellationToken cancellationToken)
    {
        var recovers = request.Recover && subscription.Grant.Recoverable;
        for (var reading = 0; reading < Readings; reading++)
        {
            var limit = recovers ? node.Options.RecoveryLimit : 0;
            var read = await history.ReadAfterAsync(subscription.Channel, policy, request.Position.Offset, limit, cancellationToken);
            if (read is null)
                return new Preparation.Refused(ProtocolError.UnknownChannel);

            var arrived = subscription.Place!.TakeArrived(subscription, read.Top, ofLog: policy.Log is not null);
            var recovered = recovers && Recovery.IsComplete(request.Position, read.Publications, read.Top);
            var merged = arrived is null ? null : recovered ? Recovery.Merge(request.Position, read.Publications, arrived) : [];
            if (merged is null)
            {
                // A log is read again: it has what is missing. A broker's stream has told all it knows.
                if (policy.Log is not null)
                    continue;
                break;
            }

            if (recovers)
                node.Metrics.Recovered(recovered);
            if (recovers && !recovered && (request.Flag & 2) != 0)
                return new Preparation.Refused(ProtocolError.UnrecoverablePosition);
            if (!subscription.Session.CanBeSent(merged))
                return new Preparation.Refused(Disconnect.InappropriateProtocol);

            var latest = Recovery.Latest(read.Top, arrived!);
            var result = ResultOf(subscription, request) with
            {
                Recovered = recovered,
                Publications = merged,
                // Who dies amid the publications comes back to where they began, not to where they end.
                Position = recovered ? latest with { Offset = request.Position.Offset } : latest,
            };
            return new Preparation.Ready(result, latest);
        }
        return new Preparation.Refused(Disconnect.InsufficientState);
    }

    private SubscribeResult ResultOf(Subscription subscription, SubscribeRequest request) => new()
    {
        Expires = subscription.Grant is { RefreshByClient: true, ExpireAt: not null },
        Ttl = subscription.Grant.RefreshByClient ? Lifetime.SecondsUntil(subscription.ExpireAt, node.Time) : 0,
        Recoverable = subscription.Grant.Recoverable,
        Positioned = subscription.Grant.Positioned,
        WasRecovering = request.Recover,
        Data = subscription.Grant.Data,
    };

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
