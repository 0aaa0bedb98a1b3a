using System.Diagnostics;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Answers connect (section 9): who is this, and what are they subscribed to from the start.</summary>
internal sealed class ConnectHandler(
    IRealtimeApp app, ChannelRules rules, SubscriptionFlow flow, SessionDirectory directory, RealtimeOptions options, TimeProvider time)
{
    public async ValueTask<Outcome> HandleAsync(Session session, Command.Connect command, CancellationToken cancellationToken)
    {
        // There is nothing yet that could verify a token, and what cannot be verified is not valid.
        if (command.Request.Token.Length > 0)
            return Disconnect.InvalidToken;

        var answer = await app.ConnectAsync(new ConnectEvent(session, command.Request), cancellationToken);
        switch (answer)
        {
            case ConnectAnswer.Accepted accepted:
                var named = accepted.Subscriptions.ToDictionary(pair => pair.Key, pair => pair.Value);
                return await AdmitAsync(session, command, accepted, named, cancellationToken);
            case ConnectAnswer.Refused refused:
                return refused.Error;
            case ConnectAnswer.Closed closed:
                return closed.Disconnect;
            case ConnectAnswer.Unknown:
                if (!options.Insecure && !options.AllowAnonymousConnectWithoutToken)
                    return Disconnect.BadRequest;
                return TryChooseRequested(command.Request, user: "") is { } requested
                    ? await AdmitAsync(session, command, new ConnectAnswer.Accepted(""), requested, cancellationToken)
                    : Disconnect.BadRequest;
            default:
                throw new UnreachableException();
        }
    }

    /// <summary>
    /// Those server-side subscriptions that the client asks for and may have (section 23.4). Null if it names an unknown namespace.
    /// </summary>
    private Dictionary<string, SubscribeOptions>? TryChooseRequested(ConnectRequest request, string user)
    {
        var chosen = new Dictionary<string, SubscribeOptions>();
        foreach (var channel in request.Subscriptions.Keys)
        {
            var error = rules.ResolveForClient(channel, out var policy);
            if (error == ProtocolError.UnknownChannel)
                return null;

            var name = new ChannelName(channel);
            if (error is null && !name.IsPrivate && policy.Log is null &&
                (policy.IsUserLimited(name) ? name.Lists(user) : policy.AllowsSubscribe(user)))
                chosen.Add(channel, SubscribeOptions.Default);
        }
        return chosen;
    }

    private async ValueTask<Outcome> AdmitAsync(
        Session session, Command.Connect command, ConnectAnswer.Accepted accepted, Dictionary<string, SubscribeOptions> channels,
        CancellationToken cancellationToken)
    {
        if (accepted.ExpireAt <= time.GetUtcNow())
            return ProtocolError.Expired;
        if (channels.Count > options.ChannelLimit)
            return Disconnect.ChannelLimit;

        session.Identify(accepted);
        if (!directory.TryList(session))
            return Disconnect.ConnectionLimit;

        var prepared = new List<(Subscription Subscription, Preparation.Ready Ready)>(channels.Count);
        foreach (var (channel, decided) in channels)
        {
            var (refusal, subscription, ready) = await PrepareAsync(session, command.Request, channel, decided, cancellationToken);
            if (subscription is null)
            {
                foreach (var made in prepared)
                    await flow.AbandonAsync(made.Subscription);
                directory.Unlist(session);
                return refusal;
            }
            prepared.Add((subscription, ready!));
        }

        session.Open(new Reply.Connect(command.Id, ResultOf(session, accepted, prepared)), accepted.ExpireAt);
        foreach (var (subscription, ready) in prepared)
            SubscriptionFlow.GoLive(subscription, ready, reply: null);
        // After the reply, so that a client sees its own joins.
        foreach (var (subscription, _) in prepared)
            await flow.AnnounceAsync(subscription);
        return Outcome.Done;
    }

    private async ValueTask<(Outcome Refusal, Subscription? Subscription, Preparation.Ready? Ready)> PrepareAsync(
        Session session, ConnectRequest request, string channel, SubscribeOptions decided, CancellationToken cancellationToken)
    {
        if (rules.Resolve(channel, out var policy) is { } error)
            return (error, null, null);

        var wish = request.Subscriptions.GetValueOrDefault(channel) ?? new SubscribeRequest();
        var subscription = new Subscription(session, channel, serverSide: true);
        if (session.Subscriptions.TryReserve(subscription) is { } refusal)
            return (refusal, null, null);

        subscription.Grant = policy.GrantTo(session.User, wish, decided);
        return await flow.PrepareAsync(subscription, policy, wish, cancellationToken) switch
        {
            Preparation.Ready ready => (Outcome.Done, subscription, ready),
            Preparation.Refused refused => (refused.Outcome, null, null),
            _ => throw new UnreachableException(),
        };
    }

    private ConnectResult ResultOf(
        Session session, ConnectAnswer.Accepted accepted, List<(Subscription Subscription, Preparation.Ready Ready)> prepared) =>
        new(session.Id, options.ServerVersion)
        {
            Data = accepted.Data,
            Ping = session.PingsNatively ? 0 : (uint)options.PingInterval.TotalSeconds,
            Pong = !session.PingsNatively && !session.IsUnidirectional,
            Session = session.Secret,
            Node = session.IsEmulated ? session.NodeId : "",
            Subscriptions = prepared.Count == 0
                ? null
                : prepared.ToDictionary(made => made.Subscription.Channel, made => made.Ready.Result),
        };
}
