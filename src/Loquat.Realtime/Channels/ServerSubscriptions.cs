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
        if (refusal == ProtocolError.AlreadySubscribed)
            TellAgain(session, channel, options);
        // Subscribed already is what was wanted.
        if (refusal is not null)
            return;

        var wish = options.RecoverSince is { } since ? new SubscribeRequest { Recover = true, Position = since } : new SubscribeRequest();
        subscription.Grant = policy.GrantTo(session.User, wish, options);
        switch (await flow.PrepareAsync(subscription, policy, wish, subscription.Session.Room, cancellationToken))
        {
            case Preparation.Ready ready:
                flow.GoLive(subscription, ready, Announcement(session, channel, ready.Result));
                await flow.AnnounceAsync(subscription);
                break;
            case Preparation.Refused refused:
                session.Subscriptions.Release(subscription);
                // Whoever asks has given up, which is nothing to the session.
                cancellationToken.ThrowIfCancellationRequested();
                if (refused.Outcome.Disconnect is { } disconnect)
                    session.Disconnect(disconnect);
                break;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>The push has no room for what was missed: it follows as ordinary publications, in one piece with the push.</summary>
    private static byte[] Announcement(Session session, string channel, SubscribeResult result)
    {
        var push = new Push.Subscribe(channel, result.Recoverable, result.Positioned, result.Position, result.Data);
        var missed = result.Publications.Select(publication => session.Encode(new Reply.Pushed(new Push.Pub(channel, publication))));
        return [.. session.Encode(new Reply.Pushed(push)), .. missed.SelectMany(frame => frame)];
    }

    // A client that subscribed by itself has had its reply, and would not understand another beginning.
    private static void TellAgain(Session session, string channel, SubscribeOptions options)
    {
        if (session.Subscriptions.Find(channel) is { IsServerSide: true, Place: { } place } subscription)
        {
            place.TellPosition(subscription, position => new Push.Subscribe(
                channel, subscription.Grant.Recoverable, subscription.Grant.Positioned,
                subscription.Grant.Positioned ? position : StreamPosition.Start, options.Data));
        }
    }
}
