using Loquat.Chat.Reading;
using Loquat.Chat.Threads;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>
/// `thread:list {after?, limit?}`: the rooms and direct conversations the caller sees with what they have not read of them, the liveliest first;
/// `thread:browse {query?, after?, limit?}`: public rooms they have not joined; `thread:show {id}`: one thread.
/// </summary>
internal static class ThreadListRpc
{
    public static async Task<object> ListAsync(
        Request request, [FromFeatures] Caller caller, ListThreads threads, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.BadLimit;
        if (!PageCursor.TryRead(request.After, out var after))
            return RpcErrors.BadCursor;

        var page = await threads.ExecuteAsync(caller.UserId, after, request.Limit, cancellationToken);
        return new Answer(page.Threads, PageCursor.Write(page.Next));
    }

    public static async Task<object> BrowseAsync(
        BrowseRequest request, [FromFeatures] Caller caller, BrowseRooms browse, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.BadLimit;
        if (!PageCursor.TryRead(request.After, out var after))
            return RpcErrors.BadCursor;

        var page = await browse.ExecuteAsync(caller.UserId, request.Query, after, request.Limit, cancellationToken);
        return new BrowseAnswer(page.Rooms, PageCursor.Write(page.Next));
    }

    public static async Task<object> ShowAsync(
        IdRequest request, [FromFeatures] Caller caller, ShowThread show, CancellationToken cancellationToken) =>
        await show.ExecuteAsync(caller.UserId, request.Id, cancellationToken) is { } shown
            ? new ShowAnswer(shown.Thread, shown.Members)
            : RpcErrors.NotFound;

    /// <param name="After">The `next` of the page before.</param>
    internal sealed record Request(string? After = null, int? Limit = null);

    /// <param name="Query">A part of the name.</param>
    internal sealed record BrowseRequest(string? Query = null, string? After = null, int? Limit = null);

    /// <param name="Next">Null on the last page.</param>
    internal sealed record Answer(IReadOnlyList<MyThread> Threads, string? Next);

    internal sealed record BrowseAnswer(IReadOnlyList<RoomView> Rooms, string? Next);

    /// <param name="Members">How many belong to it.</param>
    internal sealed record ShowAnswer(MyThread Thread, int Members);
}
