using Bogus;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Seeding;

/// <summary>
/// Fills threads with made-up messages, a million in a minute or so. They pass through the log like any other, so that every promise
/// about it holds; only nobody is told.
/// </summary>
public sealed class SeedMessages(ChatDatabase database, ChatDbContext db, TimeProvider clock)
{
    private const int BatchSize = 1_000;

    /// <summary>Spreads <paramref name="count"/> messages over the threads and the last month.</summary>
    /// <exception cref="InvalidOperationException">There are no users to say anything, or no threads to say it in.</exception>
    public async Task ExecuteAsync(
        IReadOnlyList<long> threadIds, long count, int seed, IProgress<long>? progress, CancellationToken cancellationToken)
    {
        var authors = await db.Users
            .OrderBy(user => user.Id)
            .Take(1_000)
            .Select(user => user.Id)
            .ToArrayAsync(cancellationToken);
        if (authors.Length == 0 || threadIds.Count == 0)
            throw new InvalidOperationException("Messages need somebody to say them and a thread to say them in.");

        var factory = new MessageFactory(seed);
        var random = new Randomizer(seed);
        var end = clock.GetUtcNow();
        var start = end.AddDays(-30);

        await using var store = database.OpenLogStore();
        var groups = new GroupCommit(store);
        for (var done = 0L; done < count;)
        {
            var batch = new List<TimedChange>(BatchSize);
            for (var i = done; i < Math.Min(count, done + BatchSize); i++)
            {
                var post = new PostMessage.Change(threadIds[(int)(i % threadIds.Count)], random.ArrayElement(authors), factory.Create(), null);
                batch.Add(new TimedChange(post, start + ((end - start) * ((double)i / count))));
            }

            await groups.CommitAsync(batch, cancellationToken);
            done += batch.Count;
            progress?.Report(done);
        }
    }
}
