using System.Diagnostics;
using System.Text.Json.Serialization;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Realtime.AspNetCore;

namespace Loquat.Server.Rpc;

/// <summary>`thread:history {id, before? | after? | around?, limit?, events?}`: a page of messages, the newest unless an offset says which.</summary>
internal static class ThreadHistoryRpc
{
    public const string Method = "thread:history";

    public static async Task<object> AnswerAsync(
        Request request, [FromFeatures] Caller caller, ShowHistory history, NewestPages newest, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1)
            return RpcErrors.BadLimit;

        var known = newest.Find(request);
        return await history.ExecuteAsync(
            caller.UserId, request.Id, request.Before, request.Limit, cancellationToken, request.After, request.Around, request.Events, known?.Top) switch
        {
            ShowHistory.Result.Page page => newest.Write(request, page.Top, AnswerOf(page)),
            ShowHistory.Result.Unchanged => known!.Json,
            ShowHistory.Result.NotFound => RpcErrors.NotFound,
            ShowHistory.Result.Invalid invalid => RpcErrors.Invalid(invalid.Reason),
            _ => throw new UnreachableException(),
        };
    }

    private static Answer AnswerOf(ShowHistory.Result.Page page) => new(
        page.Messages, page.Thread, page.More, page.Newer, page.Top.Offset, page.Top.Epoch)
    {
        Events = page.News?.Events.Select(LogEvent.Of).ToList(),
        From = page.News?.From,
        To = page.News?.To,
    };

    /// <param name="Before">Only messages with lower offsets.</param>
    /// <param name="After">Only messages with higher offsets, the first of them.</param>
    /// <param name="Around">Half of the page below this offset; the other half begins with it.</param>
    /// <param name="Events">What happened to the thread itself is wanted, too.</param>
    internal sealed record Request(
        [property: JsonNumberHandling(JsonNumberHandling.AllowReadingFromString)] long Id,
        long? Before = null,
        int? Limit = null,
        long? After = null,
        long? Around = null,
        bool Events = false)
    {
        [JsonIgnore]
        public bool IsForNewest => Before is null && After is null && Around is null;
    }

    /// <param name="More">Older messages exist.</param>
    /// <param name="Newer">Newer messages exist.</param>
    /// <param name="Offset">The top of the log that this page was read at: whoever follows the log from here misses nothing.</param>
    internal sealed record Answer(
        IReadOnlyList<MessageView> Messages, ThreadView Thread, bool More, bool Newer, long Offset, string Epoch)
    {
        /// <summary>Ascending; left out unless they are asked for.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public IReadOnlyList<LogEvent>? Events { get; init; }

        /// <summary>Where the stretch begins that these events, and the messages, are all of. The next older page ends before it.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? From { get; init; }

        /// <summary>Where it ends. The next newer page begins after it.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public long? To { get; init; }
    }
}
