using Loquat.Chat.Users;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>
/// Lets only those through who show a bearer token, and tells the handlers who they are. Every call shows it anew: a connection may be held
/// by another server, which cannot know that a token has been revoked.
/// </summary>
internal sealed class AuthFilter(Authenticate authenticate) : IRpcFilter, IConnectFilter
{
    public async ValueTask<RpcAnswer> InvokeAsync(RpcContext context, RpcNext next) =>
        await IdentifyAsync(context, context.Data) ? await next(context) : new RpcAnswer.Refused(RpcErrors.Unauthorized);

    public async ValueTask<ConnectAnswer> InvokeAsync(ConnectContext context, ConnectNext next) =>
        await IdentifyAsync(context, context.Request.Data) ? await next(context) : new ConnectAnswer.Refused(RpcErrors.Unauthorized);

    private async Task<bool> IdentifyAsync(RealtimeContext context, ReadOnlyMemory<byte> data)
    {
        if (AuthToken.Read(data.Span) is not { } bearer || await authenticate.ExecuteAsync(bearer, context.CancellationToken) is not { } known)
            return false;

        context.Features.Set(new Caller(known.UserId, known.Username, known.TokenId, known.ExpiresAt) { Role = known.Role });
        return true;
    }
}
