using System.Diagnostics;
using Loquat.Protocol;
using Loquat.Realtime.Tokens;

namespace Loquat.Realtime;

/// <summary>Answers refresh and sub_refresh (sections 10 and 17): a new token for what expires.</summary>
internal sealed class RefreshHandler(ChannelRules rules, TokenVerifier tokens, RealtimeOptions options, TimeProvider time)
{
    public async ValueTask<Outcome> HandleAsync(Session session, Command.Refresh command, CancellationToken cancellationToken)
    {
        if (command.Token.Length == 0 || options.RefreshByApplication)
            return Disconnect.BadRequest;

        switch (await tokens.VerifyConnectionAsync(command.Token, cancellationToken))
        {
            case TokenVerdict<ConnectionToken>.Valid { Token: var token }:
                return Renew(session, command.Id, token);
            case TokenVerdict<ConnectionToken>.Expired:
                return Disconnect.Expired;
            case TokenVerdict<ConnectionToken>.Invalid:
                return Disconnect.InvalidToken;
            case TokenVerdict<ConnectionToken>.Unavailable:
                return ProtocolError.Internal;
            default:
                throw new UnreachableException();
        }
    }

    public async ValueTask<Outcome> HandleAsync(Session session, Command.SubRefresh command, CancellationToken cancellationToken)
    {
        if (session.Subscriptions.Find(command.Channel) is not { Life: SubscriptionLife.Live } subscription)
            return ProtocolError.PermissionDenied;
        if (rules.Resolve(command.Channel, out var policy) is null && policy.Options.RefreshByApplication)
            return Disconnect.BadRequest;
        if (command.Token.Length == 0)
            return ProtocolError.BadRequest;

        switch (await tokens.VerifySubscriptionAsync(command.Token, cancellationToken))
        {
            case TokenVerdict<SubscriptionToken>.Valid { Token: var token } when token.IsFor(session, command.Channel):
                return Renew(subscription, command.Id, token.Options);
            case TokenVerdict<SubscriptionToken>.Valid or TokenVerdict<SubscriptionToken>.Invalid:
                return Disconnect.InvalidToken;
            case TokenVerdict<SubscriptionToken>.Expired:
                return Disconnect.SubscriptionExpired;
            case TokenVerdict<SubscriptionToken>.Unavailable:
                return ProtocolError.Internal;
            default:
                throw new UnreachableException();
        }
    }

    private Outcome Renew(Session session, uint id, ConnectionToken token)
    {
        if (token.User != session.User)
            return Disconnect.InvalidToken;
        if (token.ExpireAt <= time.GetUtcNow())
            return ProtocolError.Expired;
        // The client comes back at once, and gets the channels of its new token then.
        if (!session.TokenChannels.SetEquals(token.Subscriptions.Keys))
            return Disconnect.InsufficientState;

        var expireAt = options.Insecure ? null : token.ExpireAt;
        session.Renew(expireAt, token.Info, byClient: true);
        session.TokenIssuedAt = token.IssuedAt;
        return new Reply.Refresh(id, new RefreshResult(expireAt is not null, Lifetime.OfConnection(expireAt, time)));
    }

    private Outcome Renew(Subscription subscription, uint id, SubscribeOptions granted)
    {
        if (granted.ExpireAt <= time.GetUtcNow())
            return ProtocolError.Expired;

        subscription.Renew(granted.ExpireAt, granted.Info, byClient: true);
        return new Reply.SubRefresh(id, new RefreshResult(granted.ExpireAt is not null, Lifetime.SecondsUntil(granted.ExpireAt, time)));
    }
}
