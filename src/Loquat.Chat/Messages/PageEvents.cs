using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Messages;

/// <summary>
/// What happened to a thread itself, beside its messages. A page takes only so much of it, and the log is searched only so far: where there
/// is more, the stretch that is answered ends sooner, and whoever goes on from there finds the rest.
/// </summary>
internal sealed class PageEvents(ChatDbContext db, long threadId)
{
    // How many offsets one question looks through.
    private const long Reach = 10_000;

    // Everything else the messages of a page show as it is now.
    private static readonly string[] Types =
    [
        ThreadRenamed.EventType, TopicChanged.EventType, ThreadArchived.EventType, ThreadReopened.EventType,
        MemberJoined.EventType, MemberLeft.EventType, MemberRoleChanged.EventType,
    ];

    /// <summary>The newest of a stretch.</summary>
    /// <returns>All of them from <c>First</c> on, ascending.</returns>
    public async Task<(long First, IReadOnlyList<LoggedEvent> Events)> NewestAsync(long first, long last, int most, CancellationToken cancellationToken)
    {
        var from = Math.Max(first, last - Reach + 1);
        var found = await Between(from, last).OrderByDescending(e => e.Offset).Take(most + 1).Select(Logged).ToListAsync(cancellationToken);
        if (found.Count > most)
        {
            from = found[most].Offset + 1;
            found.RemoveAt(most);
        }

        found.Reverse();
        return (from, found);
    }

    /// <summary>The oldest of a stretch.</summary>
    /// <returns>All of them up to <c>Last</c>, ascending.</returns>
    public async Task<(long Last, IReadOnlyList<LoggedEvent> Events)> OldestAsync(long first, long last, int most, CancellationToken cancellationToken)
    {
        var to = Math.Min(last, first + Reach - 1);
        var found = await Between(first, to).OrderBy(e => e.Offset).Take(most + 1).Select(Logged).ToListAsync(cancellationToken);
        if (found.Count > most)
        {
            to = found[most].Offset - 1;
            found.RemoveAt(most);
        }

        return (to, found);
    }

    private static System.Linq.Expressions.Expression<Func<ThreadEvent, LoggedEvent>> Logged =>
        e => new LoggedEvent(e.Offset, e.Type, e.Payload, e.Created);

    private IQueryable<ThreadEvent> Between(long first, long last) =>
        db.Events.Where(e => e.ThreadId == threadId && e.Offset >= first && e.Offset <= last && Types.Contains(e.Type));
}
