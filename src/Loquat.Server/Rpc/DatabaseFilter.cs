using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;
using Loquat.Server.Hosting;

namespace Loquat.Server.Rpc;

/// <summary>While the database is away, clients are told to try again: an SDK does so by itself after a temporary error.</summary>
internal sealed class DatabaseFilter(DatabaseOutage outage) : IRpcFilter, IConnectFilter
{
    public async ValueTask<RpcAnswer> InvokeAsync(RpcContext context, RpcNext next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (DatabaseFailure.Is(e))
        {
            outage.Note(e);
            return new RpcAnswer.Refused(RpcErrors.Unavailable);
        }
    }

    public async ValueTask<ConnectAnswer> InvokeAsync(ConnectContext context, ConnectNext next)
    {
        try
        {
            return await next(context);
        }
        catch (Exception e) when (DatabaseFailure.Is(e))
        {
            outage.Note(e);
            return new ConnectAnswer.Refused(RpcErrors.Unavailable);
        }
    }
}
