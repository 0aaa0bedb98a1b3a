using System.Diagnostics;
using Loquat.Protocol;
using Loquat.Realtime.Tokens;

namespace Loquat.Realtime;

/// <summary>Answers connect (section 9): once it is known who this is, makes the server-side subscriptions and opens the session.</summary>
internal sealed class ConnectHandler(
    ConnectAuthority authority, ChannelRules rules, SubscriptionFlow flow, ChannelWatch watch, RateGuard rates, Users users,
    SessionDirectory directory, RealtimeOptions options, TimeProvider time)
{
    public async ValueTask<Outcome> HandleAsync(Session session, Command.Connect command, CancellationToken cancellationToken)
    {
        session.Introduce(command.Request);
        var (credentials, refusal) = await authority.DecideAsync(session, command.Request, cancellationToken);
        if (credentials is null)
            return refusal;
        if (!rates.TakesConnect(credentials.User, command))
            return ProtocolError.TooManyRequests;
        if (credentials.ExpireAt <= time.GetUtcNow())
            return ProtocolError.Expired;

        var channels = ChannelsOf(credentials);
        if (channels.Count > options.ChannelLimit)
            return Disconnect.ChannelLimit;

        if (channels.Count > 0)
            await watch.RoomAsync(cancellationToken);
        session.Identify(credentials);
        if (!directory.TryList(session))
            return options.UserConnectionLimitIsFinal ? Disconnect.ConnectionLimit : Disconnect.TooManyRequests;
        if (users.ReasonAgainst(session) is not { } reason)
            return await AdmitAsync(session, command, credentials, channels, cancellationToken);

        directory.Unlist(session);
        return reason;
    }

    private IReadOnlyDictionary<string, SubscribeOptions> ChannelsOf(Credentials credentials)
    {
        if (!options.PersonalChannel.Enabled || credentials.User.Length == 0)
            return credentials.Subscriptions;

        var channels = new Dictionary<string, SubscribeOptions>(credentials.Subscriptions);
        channels.TryAdd(options.PersonalChannel.ChannelOf(credentials.User), SubscribeOptions.Default);
        return channels;
    }

    private async ValueTask<Outcome> AdmitAsync(
        Session session, Command.Connect command, Credentials credentials, IReadOnlyDictionary<string, SubscribeOptions> channels,
        CancellationToken cancellationToken)
    {
        var prepared = new List<(Subscription Subscription, Preparation.Ready Ready)>(channels.Count);
        // One reply brings all of them, whose missed publications share its room.
        var room = session.Room;
        foreach (var (channel, decided) in channels)
        {
            var (refusal, subscription, ready) = await PrepareAsync(session, command.Request, channel, decided, room, cancellationToken);
            if (subscription is null)
            {
                foreach (var made in prepared)
                    await flow.AbandonAsync(made.Subscription);
                directory.Unlist(session);
                return refusal;
            }
            prepared.Add((subscription, ready!));
            room -= ready!.Result.Publications.Sum(publication => publication.Data.Length);
        }

        Open(session, new Reply.Connect(command.Id, ResultOf(session, credentials, prepared)), credentials, prepared);
        // After the reply, so that a client sees its own joins.
        foreach (var (subscription, _) in prepared)
            await flow.AnnounceAsync(subscription);
        await flow.TellConnectedAsync(session, cancellationToken);

        if (options.PersonalChannel is { Enabled: true, SingleConnection: true } && session.User.Length > 0)
            EndOthers(session);
        return Outcome.Done;
    }

    // Whoever has the reply hears what is published from then on: it leaves once all of its subscriptions are live.
    private void Open(Session session, Reply.Connect reply, Credentials credentials, List<(Subscription Subscription, Preparation.Ready Ready)> prepared)
    {
        session.Writer.Hold();
        try
        {
            session.Open(reply, credentials);
            foreach (var (subscription, ready) in prepared)
                flow.GoLive(subscription, ready, reply: null);
        }
        finally
        {
            session.Writer.Release();
        }
    }

    private async ValueTask<(Outcome Refusal, Subscription? Subscription, Preparation.Ready? Ready)> PrepareAsync(
        Session session, ConnectRequest request, string channel, SubscribeOptions decided, int room, CancellationToken cancellationToken)
    {
        if (rules.Resolve(channel, out var policy) is { } error)
            return (error, null, null);

        // Patches, filters and numbers are for those who ask for a subscription of their own.
        var asked = request.Subscriptions.GetValueOrDefault(channel) ?? new SubscribeRequest();
        var wish = asked with { Delta = "", Filter = null, Flag = asked.Flag & ~1 };
        var subscription = new Subscription(session, channel, serverSide: true);
        if (session.Subscriptions.TryReserve(subscription) is { } refusal)
            return (refusal, null, null);

        subscription.Grant = policy.GrantTo(session.User, wish, decided);
        switch (await flow.PrepareAsync(subscription, policy, wish, room, cancellationToken))
        {
            case Preparation.Ready ready:
                return (Outcome.Done, subscription, ready);
            case Preparation.Refused refused:
                session.Subscriptions.Release(subscription);
                return (refused.Outcome, null, null);
            default:
                throw new UnreachableException();
        }
    }

    private void EndOthers(Session session)
    {
        foreach (var other in directory.Of(session.User))
        {
            if (other != session)
                other.Disconnect(Disconnect.ConnectionLimit);
        }
    }

    private ConnectResult ResultOf(
        Session session, Credentials credentials, List<(Subscription Subscription, Preparation.Ready Ready)> prepared) =>
        new(session.Id, options.ServerVersion)
        {
            Expires = credentials is { RefreshByClient: true, ExpireAt: not null },
            Ttl = credentials.RefreshByClient ? Lifetime.OfConnection(credentials.ExpireAt, time) : 0,
            Data = credentials.Data,
            Ping = session.PingsNatively ? 0 : (uint)options.PingInterval.TotalSeconds,
            Pong = !session.PingsNatively && !session.IsUnidirectional,
            Session = session.Secret,
            Node = session.IsEmulated ? session.NodeId : "",
            Subscriptions = prepared.Count == 0
                ? null
                : prepared.ToDictionary(made => made.Subscription.Channel, made => made.Ready.Result),
            Time = options.IncludeServerTime ? time.GetUtcNow().ToUnixTimeMilliseconds() : 0,
        };
}
