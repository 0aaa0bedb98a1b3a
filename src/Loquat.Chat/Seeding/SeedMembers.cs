using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Seeding;

/// <summary>Lets people join a room, ten thousand in a few seconds: through the log, like anybody; only nobody is told.</summary>
public sealed class SeedMembers(ChatDatabase database, ChatDbContext db, TimeProvider clock)
{
    private const int BatchSize = 1_000;

    /// <summary>The last <paramref name="count"/> who were added, or as many as there are.</summary>
    public async Task ExecuteAsync(long threadId, int count, CancellationToken cancellationToken)
    {
        var people = await db.Users.OrderByDescending(user => user.Id).Take(count).Select(user => user.Id).ToArrayAsync(cancellationToken);
        var now = clock.GetUtcNow();
        await using var store = database.OpenLogStore();
        var groups = new GroupCommit(store);
        foreach (var some in people.Reverse().Chunk(BatchSize))
            await groups.CommitAsync([.. some.Select(user => new TimedChange(new JoinThread.Change(threadId, user, null), now))], cancellationToken);
    }
}
