using System.Security.Claims;
using Loquat.Chat;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Loquat.Server.Accounts;
using Loquat.Server.Rpc;

namespace Loquat.Server.Api;

/// <summary>A thread's log for whoever asks instead of listening.</summary>
internal static class ThreadEvents
{
    private const int MaxLimit = 500;

    public static async Task<IResult> ReadAsync(
        long id, long? after, int? limit, ClaimsPrincipal user, FindThread find, ReadLog read, CancellationToken stop)
    {
        if (limit is < 1)
            return ApiProblems.Of(StatusCodes.Status400BadRequest, Reason.LimitInvalid);
        if (after is < 0)
            return ApiProblems.Of(StatusCodes.Status400BadRequest, Reason.OffsetInvalid);
        if (await find.ExecuteAsync(user.UserId, id, stop) is null
            || await read.ExecuteAsync(id, after ?? 0, Math.Min(limit ?? MaxLimit, MaxLimit), stop) is not { } page)
        {
            return ApiProblems.Of(StatusCodes.Status404NotFound);
        }

        return TypedResults.Json(new Answer([.. page.Events.Select(LogEvent.Of)], page.Top.Offset, page.Top.Epoch));
    }

    /// <param name="Events">Ascending and without gaps from the first after the offset asked for.</param>
    /// <param name="Offset">The newest of the log.</param>
    /// <param name="Epoch">Another one is another log: start over.</param>
    internal sealed record Answer(IReadOnlyList<LogEvent> Events, long Offset, string Epoch);
}
