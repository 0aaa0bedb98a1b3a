using System.Diagnostics;
using System.Text;
using Loquat.Protocol;
using Loquat.Realtime.Filters;
using Loquat.Realtime.Tokens;

namespace Loquat.Realtime;

/// <summary>Answers subscribe: checks in the order of section 11.1, decides by section 23.1, then follows 11.3.</summary>
internal sealed class SubscribeHandler(
    IRealtimeApp app, ChannelRules rules, TokenVerifier tokens, SubscriptionFlow flow, ChannelWatch watch, RealtimeOptions options,
    TimeProvider time)
{
    public async ValueTask<Outcome> HandleAsync(Session session, Command.Subscribe command, CancellationToken cancellationToken)
    {
        var request = command.Request;
        if (Check(request) is { } refusal)
            return refusal;

        // Reserved before anybody is asked: a second attempt for the channel finds the first one.
        var subscription = new Subscription(session, request.Channel, serverSide: false);
        if (session.Subscriptions.TryReserve(subscription) is { } error)
            return error;

        Preparation preparation;
        try
        {
            preparation = await PrepareAsync(subscription, request, cancellationToken);
        }
        catch
        {
            session.Subscriptions.Release(subscription);
            throw;
        }

        switch (preparation)
        {
            case Preparation.Refused refused:
                session.Subscriptions.Release(subscription);
                return refused.Outcome;
            case Preparation.Ready ready:
                flow.GoLive(subscription, ready, session.Encode(new Reply.Subscribe(command.Id, ready.Result)));
                await flow.AnnounceAsync(subscription);
                return Outcome.Done;
            default:
                throw new UnreachableException();
        }
    }

    private Outcome? Check(SubscribeRequest request) => request switch
    {
        { Type: 1 or 2 or 3 } => ProtocolError.PermissionDenied,
        { Type: 4 } => ProtocolError.NotAvailable,
        { Type: not 0 } => Disconnect.ServerError,
        { Delta: not ("" or "fossil") } => Disconnect.BadRequest,
        _ when Encoding.UTF8.GetByteCount(request.Channel) > options.MaxChannelLength => ProtocolError.BadRequest,
        _ => null,
    };

    private async ValueTask<Preparation> PrepareAsync(
        Subscription subscription, SubscribeRequest request, CancellationToken cancellationToken)
    {
        if (rules.ResolveForClient(request.Channel, out var policy) is { } error)
            return new Preparation.Refused(error);

        var (decided, refusal) = await DecideAsync(subscription.Session, policy, request, cancellationToken);
        if (decided is null)
            return new Preparation.Refused(refusal);
        TagsFilter? filter = null;
        if (request.Filter is { } tree && (!policy.Options.AllowTagsFilter || !TagsFilter.TryCompile(tree, out filter, out _)))
            return new Preparation.Refused(ProtocolError.BadRequest);
        if (decided.ExpireAt <= time.GetUtcNow())
            return new Preparation.Refused(ProtocolError.Expired);

        var grant = policy.GrantTo(subscription.Session.User, request, decided);
        subscription.Grant = filter is null ? grant : grant with { Filter = filter, Delta = false };
        await watch.RoomAsync(cancellationToken);
        return await flow.PrepareAsync(subscription, policy, request, subscription.Session.Room, cancellationToken);
    }

    private async ValueTask<(SubscribeOptions? Decided, Outcome Refusal)> DecideAsync(
        Session session, ChannelPolicy policy, SubscribeRequest request, CancellationToken cancellationToken)
    {
        if (request.Token.Length > 0)
            return await VerifyAsync(session, request, cancellationToken);

        var name = new ChannelName(request.Channel);
        if (name.IsPrivate)
            return (null, ProtocolError.PermissionDenied);
        if (policy.IsUserLimited(name))
            return policy.AllowsLimited(name, session.User) ? (SubscribeOptions.Default, default) : (null, ProtocolError.PermissionDenied);

        return await app.SubscribeAsync(new SubscribeEvent(session, request), cancellationToken) switch
        {
            SubscribeAnswer.Accepted accepted => (accepted.Options, default),
            SubscribeAnswer.Refused refused => (null, refused.Error),
            SubscribeAnswer.Closed closed => (null, closed.Disconnect),
            SubscribeAnswer.Unknown when policy.AllowsSubscribe(session.User) => (SubscribeOptions.Default, default),
            SubscribeAnswer.Unknown => (null, ProtocolError.PermissionDenied),
            _ => throw new UnreachableException(),
        };
    }

    private async ValueTask<(SubscribeOptions? Decided, Outcome Refusal)> VerifyAsync(
        Session session, SubscribeRequest request, CancellationToken cancellationToken) =>
        await tokens.VerifySubscriptionAsync(request.Token, cancellationToken) switch
        {
            TokenVerdict<SubscriptionToken>.Valid { Token: var token } when token.IsFor(session, request.Channel) =>
                (token.Options with { RefreshByClient = true }, default),
            TokenVerdict<SubscriptionToken>.Valid => (null, Disconnect.InvalidToken),
            TokenVerdict<SubscriptionToken>.Expired => (null, ProtocolError.TokenExpired),
            TokenVerdict<SubscriptionToken>.Invalid => (null, ProtocolError.PermissionDenied),
            TokenVerdict<SubscriptionToken>.Unavailable => (null, ProtocolError.Internal),
            _ => throw new UnreachableException(),
        };
}
