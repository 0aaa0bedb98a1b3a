using System.Diagnostics;
using Loquat.Chat.Log;
using Loquat.Protocol;

namespace Loquat.Server.Rpc;

/// <summary>What a call that changes a thread is answered with.</summary>
internal static class ChangeAnswer
{
    /// <param name="answer">Of the event's offset and what it says; null if the event is not of this call's kind.</param>
    public static object Of(AppendResult result, Func<long, EventContent, object?> answer) => result switch
    {
        AppendResult.Appended appended => answer(appended.Position.Offset, appended.Content) ?? RpcErrors.IdIsUsed,
        AppendResult.Unchanged unchanged => answer(unchanged.Position.Offset, unchanged.Content) ?? RpcErrors.IdIsUsed,
        AppendResult.NotFound => RpcErrors.NotFound,
        AppendResult.Forbidden => ProtocolError.PermissionDenied,
        AppendResult.Conflict conflict => RpcErrors.Conflict(conflict.Reason),
        AppendResult.Invalid invalid => RpcErrors.Invalid(invalid.Reason),
        AppendResult.Unavailable => RpcErrors.Unavailable,
        _ => throw new UnreachableException(),
    };
}
