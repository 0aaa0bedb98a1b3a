using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Log;

/// <summary>Reads a thread's log for whoever missed a part of it. Does not ask who reads: the subscription did.</summary>
public sealed class ReadLog(ChatDbContext db, ReadLog.Queries queries)
{
    /// <summary>One statement and therefore one state of the database: events and top fit together. Null if there is no such thread.</summary>
    public Task<Result?> ExecuteAsync(long threadId, long after, int limit, CancellationToken cancellationToken) =>
        queries.After(db, threadId, after, limit, cancellationToken);

    /// <summary>Compiled once per database: a compiled query belongs to one provider's model.</summary>
    public sealed class Queries
    {
        internal Func<ChatDbContext, long, long, int, CancellationToken, Task<Result?>> After { get; } =
            EF.CompileAsyncQuery((ChatDbContext db, long threadId, long after, int limit, CancellationToken _) => db.Threads
                .Where(thread => thread.Id == threadId)
                .Select(thread => new Result(
                    db.Events
                        .Where(e => e.ThreadId == thread.Id && e.Offset > after)
                        .OrderBy(e => e.Offset)
                        .Take(limit)
                        .Select(e => new LoggedEvent(e.Offset, e.Type, e.Payload, e.Created))
                        .ToList(),
                    new LogPosition(thread.LastOffset, db.Epochs.Where(epoch => epoch.Id == 1).First().Name)))
                .SingleOrDefault());
    }

    /// <param name="Events">Ascending and without gaps, from the first after the position asked for.</param>
    /// <param name="Top">The newest position of the log at the time of reading.</param>
    public sealed record Result(IReadOnlyList<LoggedEvent> Events, LogPosition Top);
}

/// <param name="Payload">JSON, exactly as it was announced.</param>
public sealed record LoggedEvent(long Offset, string Type, byte[] Payload, DateTimeOffset Created);
