using System.Collections.Frozen;
using Loquat.Realtime;
using Loquat.Realtime.AspNetCore;
using Loquat.Server.Rpc;

namespace Loquat.Server.Rates;

/// <summary>Refuses calls that come too fast, before anything is read for them. Behind the filter that knows the caller.</summary>
internal sealed class RateFilter(CallRates rates) : IRpcFilter
{
    /// <summary>Those that write into the log of a thread.</summary>
    private static readonly FrozenSet<string> Changes = FrozenSet.Create(
        StringComparer.Ordinal,
        ThreadPublishRpc.Method, "thread:branch", "thread:join", "thread:leave", "thread:invite",
        "thread:remove", "thread:role", "thread:rename", "thread:topic", "thread:archive", "thread:reopen", "message:forward",
        MessageEditRpc.Method, MessageDeleteRpc.Method, MessageReactRpc.Add, MessageReactRpc.Remove, MessagePinRpc.Pin, MessagePinRpc.Unpin);

    private static readonly FrozenSet<string> Rooms = FrozenSet.Create(StringComparer.Ordinal, ThreadCreateRpc.Method, ThreadDirectRpc.Method);

    public ValueTask<RpcAnswer> InvokeAsync(RpcContext context, RpcNext next) =>
        context.Features.Get<Caller>() is { } caller && rates.Take(caller.UserId, DeedOf(context.Method)) is { } seconds
            ? ValueTask.FromResult<RpcAnswer>(new RpcAnswer.Refused(RpcErrors.TooFast(seconds)))
            : next(context);

    private static Deed DeedOf(string method) => Changes.Contains(method) ? Deed.Change : Rooms.Contains(method) ? Deed.Room : Deed.Other;
}
