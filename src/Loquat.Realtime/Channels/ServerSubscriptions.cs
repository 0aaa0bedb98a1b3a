using System.Diagnostics;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Subscriptions that the application adds and removes while sessions live (section 18).</summary>
internal sealed class ServerSubscriptions(ChannelRules rules, SubscriptionFlow flow, SessionDirectory directory)
{
    public async Task<ProtocolError?> AddAsync(
        string user, string channel, SubscribeOptions options, Func<Session, bool>? where, CancellationToken cancellationToken)
    {
        if (rules.Resolve(channel, out var policy) is { } error)
            return error;

        foreach (var session in directory.Of(user))
        {
            // Nothing may come before the reply to connect; until then nobody knows, either, which subscriptions it brings.
            await session.WhenReadyAsync().WaitAsync(cancellationToken);
            if (session.IsConnected && (where is null || where(session)))
                await AddAsync(session, policy, channel, options, cancellationToken);
        }
        return null;
    }

    public async Task RemoveAsync(string user, string channel, Func<Session, bool>? where, CancellationToken cancellationToken)
    {
        foreach (var session in directory.Of(user))
        {
            await session.WhenReadyAsync().WaitAsync(cancellationToken);
            if (!session.IsConnected || (where is not null && !where(session)))
                continue;

            var push = Unsubscribes.ByServer(channel);
            if (session.Subscriptions.Find(channel) is { } subscription)
                await flow.EndAsync(subscription, push);
            else
                // Told all the same: it may be subscribing at this moment, as far as it knows.
                session.Send(new Reply.Pushed(push));
        }
    }

    private async Task AddAsync(
        Session session, ChannelPolicy policy, string channel, SubscribeOptions options, CancellationToken cancellationToken)
    {
        var subscription = new Subscription(session, channel, serverSide: true);
        var refusal = session.Subscriptions.TryReserve(subscription);
        if (refusal == ProtocolError.LimitExceeded)
            session.Disconnect(Disconnect.ChannelLimit);
        // Subscribed already is what was wanted.
        if (refusal is not null)
            return;

        var wish = new SubscribeRequest();
        subscription.Grant = policy.GrantTo(session.User, wish, options);
        switch (await flow.PrepareAsync(subscription, policy, wish, cancellationToken))
        {
            case Preparation.Ready ready:
                var result = ready.Result;
                var push = new Push.Subscribe(channel, result.Recoverable, result.Positioned, result.Position, result.Data);
                SubscriptionFlow.GoLive(subscription, ready, session.Encode(new Reply.Pushed(push)));
                await flow.AnnounceAsync(subscription);
                break;
            case Preparation.Refused refused:
                session.Subscriptions.Release(subscription);
                if (refused.Outcome.Disconnect is { } disconnect)
                    session.Disconnect(disconnect);
                break;
            default:
                throw new UnreachableException();
        }
    }
}
