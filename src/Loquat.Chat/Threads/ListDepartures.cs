using Loquat.Chat.Log;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>Who was called gone lately, by the logs of all threads, for a node that may not have been told. Does not ask who reads.</summary>
public sealed class ListDepartures(ChatDbContext db)
{
    private const int MaxDepartures = 10_000;

    /// <summary>The newest first. Times are those of the nodes that wrote.</summary>
    public async Task<IReadOnlyList<LoggedDeparture>> ExecuteAsync(DateTimeOffset since, CancellationToken cancellationToken) =>
        await Since(db, since).ToListAsync(cancellationToken);

    internal static IQueryable<LoggedDeparture> Since(ChatDbContext db, DateTimeOffset since) => db.Events
        .Where(gone => gone.Type == MemberLeft.EventType && gone.Created >= since)
        .OrderByDescending(gone => gone.Created)
        .Take(MaxDepartures)
        .Select(gone => new LoggedDeparture(gone.ThreadId, new LoggedEvent(gone.Offset, gone.Type, gone.Payload, gone.Created)));
}

public sealed record LoggedDeparture(long ThreadId, LoggedEvent Event);
