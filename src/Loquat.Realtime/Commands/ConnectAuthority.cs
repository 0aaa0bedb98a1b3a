using System.Collections.Frozen;
using System.Diagnostics;
using Loquat.Protocol;
using Loquat.Realtime.Tokens;

namespace Loquat.Realtime;

/// <summary>Decides who a connection is, in the order of section 9: its token, the application, the options.</summary>
internal sealed class ConnectAuthority(IRealtimeApp app, ChannelRules rules, TokenVerifier tokens, RealtimeOptions options)
{
    public async ValueTask<(Credentials? Credentials, Outcome Refusal)> DecideAsync(
        Session session, ConnectRequest request, CancellationToken cancellationToken)
    {
        if (request.Token.Length > 0)
            return await VerifyAsync(request, cancellationToken);

        switch (await app.ConnectAsync(new ConnectEvent(session, request), cancellationToken))
        {
            case ConnectAnswer.Accepted accepted:
                return (CredentialsOf(accepted), default);
            case ConnectAnswer.Refused refused:
                return (null, refused.Error);
            case ConnectAnswer.Closed closed:
                return (null, closed.Disconnect);
            case ConnectAnswer.Unknown:
                var user = NamedByProxy(session);
                return user.Length > 0 || options.Insecure || options.AllowAnonymousConnectWithoutToken
                    ? AddRequested(new Credentials(user), request)
                    : (null, Disconnect.BadRequest);
            default:
                throw new UnreachableException();
        }
    }

    private async ValueTask<(Credentials? Credentials, Outcome Refusal)> VerifyAsync(ConnectRequest request, CancellationToken cancellationToken)
    {
        switch (await tokens.VerifyConnectionAsync(request.Token, cancellationToken))
        {
            case TokenVerdict<ConnectionToken>.Valid { Token.User: "" } when options.DisallowAnonymousConnectionTokens:
                return (null, Disconnect.PermissionDenied);
            case TokenVerdict<ConnectionToken>.Valid { Token: var token }:
                var credentials = new Credentials(token.User)
                {
                    Info = token.Info,
                    Meta = token.Meta,
                    ExpireAt = options.Insecure ? null : token.ExpireAt,
                    RefreshByClient = !options.RefreshByApplication,
                    TokenIssuedAt = token.IssuedAt,
                    Subscriptions = token.Subscriptions,
                    TokenChannels = token.Subscriptions.Keys.ToFrozenSet(),
                };
                return AddRequested(credentials, request);
            case TokenVerdict<ConnectionToken>.Expired:
                return (null, ProtocolError.TokenExpired);
            case TokenVerdict<ConnectionToken>.Invalid:
                return (null, Disconnect.InvalidToken);
            case TokenVerdict<ConnectionToken>.Unavailable:
                return (null, ProtocolError.Internal);
            default:
                throw new UnreachableException();
        }
    }

    private Credentials CredentialsOf(ConnectAnswer.Accepted accepted) => new(accepted.User)
    {
        Data = accepted.Data,
        Info = accepted.Info,
        Meta = accepted.Meta,
        State = accepted.State,
        ExpireAt = accepted.ExpireAt,
        RefreshByClient = accepted.RefreshByClient && !options.RefreshByApplication,
        Subscriptions = accepted.Subscriptions,
    };

    private string NamedByProxy(Session session) => options.UserIdHeader.Length > 0
        ? session.Request.Headers.GetValueOrDefault(options.UserIdHeader.ToLowerInvariant(), "")
        : "";

    /// <summary>
    /// Adds those server-side subscriptions that the client asks for and may have (section 23.4). Names of an unknown namespace end it.
    /// </summary>
    private (Credentials? Credentials, Outcome Refusal) AddRequested(Credentials credentials, ConnectRequest request)
    {
        if (request.Subscriptions.Count == 0)
            return (credentials, default);

        var chosen = new Dictionary<string, SubscribeOptions>(credentials.Subscriptions);
        foreach (var channel in request.Subscriptions.Keys)
        {
            var error = rules.ResolveForClient(channel, out var policy);
            if (error == ProtocolError.UnknownChannel)
                return (null, Disconnect.BadRequest);
            if (error is null && MayAsk(policy, new ChannelName(channel), credentials.User))
                chosen.TryAdd(channel, SubscribeOptions.Default);
        }
        return (credentials with { Subscriptions = chosen }, default);
    }

    private static bool MayAsk(ChannelPolicy policy, ChannelName name, string user) =>
        !name.IsPrivate && policy.Log is null && (policy.IsUserLimited(name) ? policy.AllowsLimited(name, user) : policy.AllowsSubscribe(user));
}
