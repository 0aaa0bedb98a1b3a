namespace Loquat.Realtime.AspNetCore;

/// <summary>What stands behind a filter: the next filter, or the handler.</summary>
public delegate ValueTask<RpcAnswer> RpcNext(RpcContext context);

/// <summary>What stands behind a filter: the next filter, or the handler.</summary>
public delegate ValueTask<ConnectAnswer> ConnectNext(ConnectContext context);

/// <summary>Stands around every RPC, the unknown ones too. Made anew for each call with the services of its scope; the first one added is outermost.</summary>
public interface IRpcFilter
{
    /// <summary>Answers by itself, or lets <paramref name="next"/> answer.</summary>
    ValueTask<RpcAnswer> InvokeAsync(RpcContext context, RpcNext next);
}

/// <summary>Stands around the connect handler, under the same rules as <see cref="IRpcFilter"/>.</summary>
public interface IConnectFilter
{
    /// <summary>Answers by itself, or lets <paramref name="next"/> answer.</summary>
    ValueTask<ConnectAnswer> InvokeAsync(ConnectContext context, ConnectNext next);
}

/// <summary>The parameter is what a filter has put into <see cref="EventContext.Features"/> under the parameter's type.</summary>
[AttributeUsage(AttributeTargets.Parameter)]
public sealed class FromFeaturesAttribute : Attribute;
