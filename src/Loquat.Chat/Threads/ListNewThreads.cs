using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Threads;

/// <summary>The threads that were created after others, for a server that shows them to whoever may see them. Does not ask who reads.</summary>
public sealed class ListNewThreads(ChatDbContext db)
{
    private const int MaxThreads = 1_000;

    /// <summary>Ascending by id. A thread with a smaller id may still be about to be committed.</summary>
    public async Task<IReadOnlyList<NewThread>> ExecuteAsync(long afterId, CancellationToken cancellationToken) => await db.Threads
        .Where(thread => thread.Id > afterId)
        .OrderBy(thread => thread.Id)
        .Take(MaxThreads)
        .Select(thread => new NewThread(
            new ThreadView(thread.Id, thread.Name, thread.Visibility == Visibility.Private, thread.LastOffset, thread.LastMessageAt)
            {
                Parent = thread.ParentId == null ? null : new ParentView(thread.ParentId.Value, thread.ParentMessageId!.Value),
            },
            thread.Visibility == Visibility.Private ? thread.Members.Select(member => member.UserId).ToList() : new List<long>()))
        .ToListAsync(cancellationToken);

    /// <summary>The id of the newest thread; 0 if there is none.</summary>
    public async Task<long> NewestAsync(CancellationToken cancellationToken) =>
        await db.Threads.MaxAsync(thread => (long?)thread.Id, cancellationToken) ?? 0;
}

/// <param name="Members">Who may see it, if it is private; empty for everybody.</param>
public sealed record NewThread(ThreadView Thread, IReadOnlyList<long> Members);
