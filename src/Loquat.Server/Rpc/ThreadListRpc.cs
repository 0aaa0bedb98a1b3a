using System.Globalization;
using Loquat.Chat.Reading;
using Loquat.Chat.Threads;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`thread:list {after?, limit?}`: the threads the caller sees with what they have not read of them, the liveliest first.</summary>
internal static class ThreadListRpc
{
    public const string Method = "thread:list";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, ListThreads threads, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.Invalid("field 'limit' must be positive");

        ListThreads.Place? after = null;
        if (request.After is { } text)
        {
            if (Read(text) is not { } place)
                return RpcErrors.Invalid("field 'after' is not what a list ended with");
            after = place;
        }

        var page = await threads.ExecuteAsync(caller.UserId, after, request.Limit, cancellationToken);
        return new Answer(page.Threads, page.Next is { } next ? Write(next) : null);
    }

    private static string Write(ListThreads.Place place) =>
        string.Create(CultureInfo.InvariantCulture, $"{place.Since.ToUnixTimeMilliseconds()}.{place.ThreadId}");

    private static ListThreads.Place? Read(string text) =>
        text.Split('.') is [var since, var id]
        && long.TryParse(since, NumberStyles.None, CultureInfo.InvariantCulture, out var milliseconds)
        && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
        && long.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var threadId)
            ? new(DateTimeOffset.FromUnixTimeMilliseconds(milliseconds), threadId)
            : null;

    /// <param name="After">The `next` of the page before.</param>
    internal sealed record Request(string? After = null, int? Limit = null);

    /// <param name="Next">Null on the last page.</param>
    internal sealed record Answer(IReadOnlyList<MyThread> Threads, string? Next);
}
