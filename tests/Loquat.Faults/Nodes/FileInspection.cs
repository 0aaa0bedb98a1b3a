using System.Net;
using Loquat.Chat;
using Loquat.Chat.Files;
using Loquat.Faults.Checking;
using Loquat.Faults.Clients;
using Loquat.Faults.Databases;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;

namespace Loquat.Faults.Nodes;

/// <summary>
/// What remains to be seen of files when all is quiet: what is left over is swept by the action that the nodes' own upkeep calls each hour, at a time when all that
/// waits for a message has waited too long; and then the files are asked for.
/// </summary>
internal sealed class FileInspection(World world, Party party, Random random)
{
    private const int AtATime = 8;
    private const int MostAttempts = 5;

    /// <summary>Further than any clock was moved, and any file may wait.</summary>
    private static readonly TimeSpan LongAfter = TimeSpan.FromDays(30);

    /// <summary>No request is under way any more: the nodes are stopped, as an operator does it, and started again.</summary>
    public async Task<Leftovers> SweepAsync()
    {
        await Task.WhenAll(world.Sites.Select(site => site.TerminateAsync()));
        var before = FolderEntry.ReadAll(world.Database.FilesFolder);
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddSingleton<TimeProvider>(new LaterClock());
        services.AddSingleton<IAnnouncer, NobodyListens>();
        services.AddChat(world.Database.Configure, world.Database.ConfigureFiles);
        await using (var provider = services.BuildServiceProvider())
        {
            // What belongs to nothing goes when it is found a second time.
            var (first, second) = (await SweepAsync(provider), await SweepAsync(provider));
            await Task.WhenAll(world.Sites.Select(site => site.StartAsync()));

            // A disk with an open file on it cannot be unmounted.
            SqliteConnection.ClearAllPools();
            return new Leftovers(first.Loose + second.Loose, first.Contents + second.Contents, before.Count(entry => !entry.IsWhole));
        }
    }

    /// <summary>Asks for each file as everybody: for those that messages show, and for those that clients know and nobody may have.</summary>
    public async Task<IReadOnlyList<Download>> AskAsync(Snapshot truth, IReadOnlyList<ThreadRecord> records)
    {
        var shown = truth.Threads.Values.SelectMany(thread => thread.Messages.Values.SelectMany(message =>
            message.Files.Each.Select(file => (file.Id, ThreadId: thread.Id, Member: world.Population.People[random.Next(world.Population.People.Count)].Bearer))));
        var known = records.SelectMany(record => FileChecker.AllBrought([record]).Where(brought => brought.FileId is not null).Select(brought =>
            (Id: brought.FileId!.Value, record.ThreadId, Member: world.Population.People.First(person => person.Id == record.UserId).Bearer)));
        var wishes = shown.Concat(known).DistinctBy(wish => wish.Id).SelectMany(wish => VisitorsOf(wish.Id, wish.ThreadId, wish.Member)).ToList();
        var shares = wishes.Index().GroupBy(wish => wish.Index % AtATime, wish => wish.Item)
            .Select(share => AskAsync([.. share], new Random(random.Next())));
        return [.. (await Task.WhenAll(shares)).SelectMany(downloads => downloads)];
    }

    private IEnumerable<Wish> VisitorsOf(long fileId, long threadId, string member)
    {
        yield return new Wish(fileId, Visitor.Member, member);
        yield return new Wish(fileId, Visitor.Nobody, null);

        // In public rooms there are no strangers with an account.
        if (world.Population.Closed.Contains(threadId))
            yield return new Wish(fileId, Visitor.Stranger, world.Population.Stranger.Bearer);
    }

    private async Task<List<Download>> AskAsync(IReadOnlyList<Wish> wishes, Random choice)
    {
        var downloads = new List<Download>();
        foreach (var wish in wishes)
            downloads.Add(await AskAsync(wish, new FileDoor(wish.Bearer, party, choice), new Backoff(choice)));
        return downloads;
    }

    /// <summary>Nothing is wrong any more, but the machine may be slow.</summary>
    private static async Task<Download> AskAsync(Wish wish, FileDoor door, Backoff backoff)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                var (status, digest) = await door.DownloadAsync(wish.FileId, CancellationToken.None);
                if (status < (int)HttpStatusCode.InternalServerError || attempt == MostAttempts)
                    return new Download(wish.FileId, wish.Who, status, digest);
            }
            catch (Exception exception) when (Trouble.IsBrokenConnection(exception) && attempt < MostAttempts)
            {
                // Again.
            }

            await backoff.WaitAsync(CancellationToken.None);
        }
    }

    private static async Task<SweepFiles.Swept> SweepAsync(ServiceProvider provider)
    {
        await using var scope = provider.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<SweepFiles>().ExecuteAsync(CancellationToken.None);
    }

    /// <param name="Bearer">Null for who has none.</param>
    private sealed record Wish(long FileId, Visitor Who, string? Bearer);

    private sealed class LaterClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + LongAfter;
    }
}

/// <summary>What lay around when all was quiet: files that waited for a message, contents without a file, and halves of uploads that a kill had ended.</summary>
internal sealed record Leftovers(int Loose, int Contents, int Unfinished);
