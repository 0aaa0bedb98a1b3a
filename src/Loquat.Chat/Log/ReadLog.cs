using System.Linq.Expressions;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Log;

/// <summary>Reads a thread's log for whoever missed a part of it. Does not ask who reads: the subscription did.</summary>
public sealed class ReadLog(ChatDbContext db, ReadLog.Queries queries)
{
    /// <summary>
    /// What is read. Offsets have no gaps, so the page ends at an offset: a database that is asked for the first so many events of each thread numbers all
    /// that it has.
    /// </summary>
    internal static readonly Expression<Func<ChatDbContext, long, long, long, IQueryable<Result>>> Page = (db, threadId, after, last) => db.Threads
        .Where(thread => thread.Id == threadId)
        .Select(thread => new Result(
            db.Events
                .Where(e => e.ThreadId == thread.Id && e.Offset > after && e.Offset <= last)
                .OrderBy(e => e.Offset)
                .Select(e => new LoggedEvent(e.Offset, e.Type, e.Payload, e.Created))
                .ToList(),
            new LogPosition(thread.LastOffset, db.Epochs.Where(epoch => epoch.Id == 1).First().Name)));

    /// <summary>One statement and therefore one state of the database: events and top fit together. Null if there is no such thread.</summary>
    public async Task<Result?> ExecuteAsync(long threadId, long after, int limit, CancellationToken cancellationToken)
    {
        var last = after > long.MaxValue - limit ? long.MaxValue : after + limit;
        return await queries.Read(db, threadId, after, last).SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Compiled once per database: a compiled query belongs to one provider's model.</summary>
    public sealed class Queries
    {
        internal Func<ChatDbContext, long, long, long, IAsyncEnumerable<Result>> Read { get; } = EF.CompileAsyncQuery(Page);
    }

    /// <param name="Events">Ascending and without gaps, from the first after the position asked for.</param>
    /// <param name="Top">The newest position of the log at the time of reading.</param>
    public sealed record Result(IReadOnlyList<LoggedEvent> Events, LogPosition Top);
}

/// <param name="Payload">JSON, exactly as it was announced.</param>
public sealed record LoggedEvent(long Offset, string Type, byte[] Payload, DateTimeOffset Created);
