using System.Diagnostics;
using Loquat.Chat.Database;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Log;

/// <summary>
/// The one writer of the log in this process. It takes what waits, commits it, answers the callers and hands the events to the
/// announcements, in this order: nobody hears of a message that a crash could still take back. A crash after the commit loses nothing
/// either, since whoever comes back reads the log.
/// Several processes may share one PostgreSQL; their writers take turns on the threads' rows.
/// </summary>
internal sealed class LogWriter(
    AppendQueue queue,
    Announcements announcements,
    ILogStore store,
    ChatDatabase database,
    IDbContextFactory<ChatDbContext> contexts,
    ChatOptions options,
    TimeProvider clock,
    ILogger<LogWriter> logger) : IHostedService
{
    private readonly GroupCommit _groupCommit = new(store);
    private Task _running = Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        _running = database.IsPostgres ? Task.Run(RunAsync, CancellationToken.None) : RunOnOwnThreadAsync();
        return Task.CompletedTask;
    }

    /// <summary>Refuses what is new, commits what waits and tells everybody, as far as there is time.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        queue.Close();
        try
        {
            await _running.WaitAsync(cancellationToken);
            await announcements.DrainAsync().WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            var left = queue.Take(int.MaxValue);
            Complete(left, new AppendResult.Unavailable());
            logger.StoppedWithChangesWaiting(left.Count);
        }
    }

    private async Task RunOnOwnThreadAsync()
    {
        using var thread = new WriterThread();
        await Task.Factory.StartNew(RunAsync, CancellationToken.None, TaskCreationOptions.None, thread).Unwrap();
    }

    private async Task RunAsync()
    {
        while (await queue.WaitAsync())
        {
            var group = queue.Take(options.MaxGroup);
            await CommitAsync(group);
        }

        await store.DisposeAsync();
    }

    private async Task CommitAsync(List<PendingAppend> group)
    {
        var posts = group.Where(append => append.Change is Change.PostMessage).ToList();
        if (posts.Count > 0)
            await TryAsync(posts, CommitPostsAsync);

        // Rare enough for a transaction each.
        foreach (var other in group.Where(append => append.Change is not Change.PostMessage))
            await TryAsync([other], CommitOtherAsync);
    }

    /// <summary>The one place where a failed transaction ends: everything refused for now, one by one, or the culprit found.</summary>
    private async Task TryAsync(List<PendingAppend> group, Func<List<PendingAppend>, Task> commitAsync, bool isAgain = false)
    {
        try
        {
            await commitAsync(group);
            NoteAvailable();
        }
        catch (Exception e) when (Trouble.IsTemporary(e))
        {
            queue.IsRefusing = true;
            logger.DatabaseUnavailable(group.Count, e);
            Complete(group, new AppendResult.Unavailable());
        }
        catch (Exception e) when (group.Count > 1)
        {
            logger.GroupFailed(group.Count, e);
            await TryOneByOneAsync(group, commitAsync);
        }
        catch (Exception e) when (!isAgain && Trouble.IsTaken(e))
        {
            // Another node took the same client id between our look and our write, in another thread. It has committed, so the next look finds it.
            await TryAsync(group, commitAsync, isAgain: true);
        }
        catch (Exception e)
        {
            logger.ChangeFailed(group[0].Change.Lane, e);
            group[0].Fail(e);
        }
    }

    private async Task TryOneByOneAsync(List<PendingAppend> group, Func<List<PendingAppend>, Task> commitAsync)
    {
        for (var i = 0; i < group.Count; i++)
        {
            await TryAsync([group[i]], commitAsync);

            // Each would wait for the same trouble as long as the first.
            if (queue.IsRefusing)
            {
                Complete(group.Skip(i + 1), new AppendResult.Unavailable());
                return;
            }
        }
    }

    private async Task CommitPostsAsync(List<PendingAppend> group)
    {
        var now = clock.GetUtcNow();
        var posts = group.Select(append => new TimedPost((Change.PostMessage)append.Change, now)).ToList();
        var outcomes = await _groupCommit.CommitAsync(posts, CancellationToken.None);
        for (var i = 0; i < outcomes.Length; i++)
        {
            group[i].Complete(outcomes[i].Result);
            if (outcomes[i].Stored is { } stored)
                Announce(stored);
        }
    }

    private async Task CommitOtherAsync(List<PendingAppend> group)
    {
        var append = group.Single();
        await using var db = await contexts.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var created = append.Change switch
        {
            Change.CreateRoom room => await RoomCreation.AddAsync(
                db, room.Name, room.Visibility, room.OwnerId, clock.GetUtcNow(), CancellationToken.None),
            _ => throw new UnreachableException(),
        };
        var epoch = await db.Epochs.Select(epoch => epoch.Name).SingleAsync();
        await database.WakeOthersAsync(db, created.Thread.Id, new LogPosition(created.Thread.LastOffset, epoch), CancellationToken.None);
        await transaction.CommitAsync();

        var position = new LogPosition(created.Thread.LastOffset, epoch);
        append.Complete(new AppendResult.Appended(position, ThreadView.Of(created.Thread), Message: null, IsRepeat: false));
        announcements.Enqueue(ChannelOf(created.Thread.Id), created.Event.Payload, position);
    }

    private void Announce(MessageDraft stored)
    {
        announcements.Enqueue(ChannelOf(stored.Thread.Id), stored.Payload, new LogPosition(stored.Offset, store.Epoch));

        // Everybody listens there: a private thread must not even be heard to be busy.
        if (stored.Thread.Visibility == Visibility.Public)
        {
            var broadcast = new MessageBroadcast(stored.View!, new ThreadName(stored.Thread.Id, stored.Thread.Name));
            announcements.Enqueue(MessageBroadcast.Channel, broadcast.ToJson(), position: null);
        }
    }

    private void NoteAvailable()
    {
        if (queue.IsRefusing)
            logger.DatabaseAvailable();

        queue.IsRefusing = false;
    }

    private static string ChannelOf(long threadId) => $"thread:{threadId}";

    private static void Complete(IEnumerable<PendingAppend> group, AppendResult result)
    {
        foreach (var append in group)
            append.Complete(result);
    }
}
