using System.Net;
using Loquat.Protocol;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;
using Loquat.Server.Accounts;

namespace Loquat.Server.Rpc;

/// <summary>
/// Lets only those through who show a bearer token, and tells the handlers who they are. Every call shows it anew: a connection may be held
/// by another server, which cannot know that a token has been revoked.
/// </summary>
internal sealed class AuthFilter(BearerCheck bearers) : IRpcFilter, IConnectFilter
{
    public async ValueTask<RpcAnswer> InvokeAsync(RpcContext context, RpcNext next) =>
        await RefusalOfAsync(context, context.Data) is { } refusal ? new RpcAnswer.Refused(refusal) : await next(context);

    public async ValueTask<ConnectAnswer> InvokeAsync(ConnectContext context, ConnectNext next) =>
        await RefusalOfAsync(context, context.Request.Data) is { } refusal ? new ConnectAnswer.Refused(refusal) : await next(context);

    private async Task<ProtocolError?> RefusalOfAsync(RealtimeContext context, ReadOnlyMemory<byte> data)
    {
        if (AuthToken.Read(data.Span) is not { } bearer)
            return RpcErrors.Unauthorized;

        var address = IPAddress.TryParse(context.Connection.Request.RemoteAddress, out var parsed) ? parsed : null;
        switch (await bearers.ExecuteAsync(bearer, address, context.CancellationToken))
        {
            case BearerCheck.Verdict.Known { Identity: var known }:
                context.Features.Set(new Caller(known.UserId, known.Username, known.TokenId, known.ExpiresAt) { Role = known.Role });
                return null;
            case BearerCheck.Verdict.TooMany { Wait: var wait }:
                return RpcErrors.TooManyAttempts(Math.Max(1, (int)Math.Ceiling(wait.TotalSeconds)));
            default:
                return RpcErrors.Unauthorized;
        }
    }
}
