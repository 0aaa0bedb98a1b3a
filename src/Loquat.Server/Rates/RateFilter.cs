using System.Collections.Frozen;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;
using Loquat.Server.Rpc;

namespace Loquat.Server.Rates;

/// <summary>Refuses calls that come too fast, before anything is read for them. Behind the filter that knows the caller.</summary>
internal sealed class RateFilter(CallRates rates) : IRpcFilter
{
    /// <summary>Those that write into the log of a thread.</summary>
    public static readonly FrozenSet<string> Changes = FrozenSet.Create(
        StringComparer.Ordinal,
        ThreadPublishRpc.Method, ThreadCreateRpc.Method, ThreadDirectRpc.Method, "thread:branch", "thread:join", "thread:leave", "thread:invite",
        "thread:remove", "thread:role", "thread:rename", "thread:topic", "thread:archive", "thread:reopen", "message:forward",
        MessageEditRpc.Method, MessageDeleteRpc.Method, MessageReactRpc.Add, MessageReactRpc.Remove, MessagePinRpc.Pin, MessagePinRpc.Unpin);

    public ValueTask<RpcAnswer> InvokeAsync(RpcContext context, RpcNext next) =>
        context.Features.Get<Caller>() is { } caller && rates.Take(caller.UserId, Changes.Contains(context.Method)) is { } seconds
            ? ValueTask.FromResult<RpcAnswer>(new RpcAnswer.Refused(RpcErrors.TooFast(seconds)))
            : next(context);
}
