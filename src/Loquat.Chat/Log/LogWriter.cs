using Loquat.Chat.Branches;
using Loquat.Chat.Database;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;
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
        var changes = group.Where(append => append.Change is ThreadChange).ToList();
        if (changes.Count > 0)
            await TryAsync(changes, CommitChangesAsync);

        foreach (var creation in group.Where(append => append.Change is Creation))
            await TryAsync([creation], CommitCreationAsync);

        foreach (var aside in group.Where(append => append.Change is Aside))
            await TryAsync([aside], WriteAsideAsync);
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
            NoteUnavailable(e);
            Complete(group, new AppendResult.Unavailable());
        }
        catch (Exception e) when (group.Count > 1)
        {
            logger.GroupFailed(group.Count, e);
            await TryOneByOneAsync(group, commitAsync);
        }
        catch (Exception e) when (!isAgain && Trouble.IsTaken(e))
        {
            // Another node took the same client id between our look and our write, or made the same thread. It has committed: the next look finds it.
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

    private async Task CommitChangesAsync(List<PendingAppend> group)
    {
        var now = Now();
        var changes = group.ConvertAll(append => new TimedChange((ThreadChange)append.Change, now));
        var outcomes = await _groupCommit.CommitAsync(changes, CancellationToken.None);
        for (var i = 0; i < outcomes.Length; i++)
        {
            group[i].Complete(outcomes[i].Result);
            foreach (var stored in outcomes[i].Stored)
                Announce(stored);
            if (outcomes[i].Following is { } following)
                Announce(following);
        }
    }

    private async Task WriteAsideAsync(List<PendingAppend> group)
    {
        var append = group.Single();
        await using var db = await contexts.CreateDbContextAsync();
        await ((Aside)append.Change).WriteAsync(db, CancellationToken.None);
        append.Complete(new AppendResult.Written());
    }

    private async Task CommitCreationAsync(List<PendingAppend> group)
    {
        var append = group.Single();
        var creation = (Creation)append.Change;
        await using var db = await contexts.CreateDbContextAsync();
        await using var transaction = await db.Database.BeginTransactionAsync();
        var epoch = await db.Epochs.Select(epoch => epoch.Name).SingleAsync();
        if (await FindRepeatAsync(db, creation, epoch) is { } repeat)
        {
            append.Complete(repeat);
            return;
        }

        switch (await creation.AddAsync(db, Now(), CancellationToken.None))
        {
            case CreationResult.Created { Thread: { } created }:
                await CommitAsync(created, append, epoch, db, transaction);
                break;
            case CreationResult.Refused refused:
                append.Complete(refused.Result);
                break;
        }
    }

    private async Task CommitAsync(CreatedThread created, PendingAppend append, string epoch, ChatDbContext db, IDbContextTransaction transaction)
    {
        var position = new LogPosition(created.Event.Offset, epoch);
        if (created.IsNew)
        {
            foreach (var added in created.InParent is { } told ? [created.Event, told] : (ThreadEvent[])[created.Event])
                await database.WakeOthersAsync(db, added.ThreadId, new LogPosition(added.Offset, epoch), CancellationToken.None);

            await transaction.CommitAsync();
        }

        append.Complete(new AppendResult.Appended(position, created.Content.Thread, created.Content, IsRepeat: !created.IsNew));
        if (created.IsNew)
            Announce(created, position);
    }

    private static async Task<AppendResult?> FindRepeatAsync(ChatDbContext db, Creation creation, string epoch)
    {
        if (creation.Key is not { } key)
            return null;

        var first = await db.Events
            .Where(e => e.ActorId == key.ActorId && e.ClientId == key.ClientId)
            .Join(db.Threads, e => e.ThreadId, thread => thread.Id, (e, thread) => new { Event = e, Thread = thread })
            .SingleOrDefaultAsync();
        if (first is null)
            return null;
        if (!await db.Threads.VisibleTo(creation.ActorId).AnyAsync(thread => thread.Id == first.Thread.Id))
            return new AppendResult.NotFound();

        return new AppendResult.Appended(
            new LogPosition(first.Event.Offset, epoch),
            ThreadView.Of(first.Thread),
            EventContent.Parse(first.Event.Type, first.Event.Payload),
            IsRepeat: true);
    }

    private void Announce(CreatedThread created, LogPosition position)
    {
        var channel = Announcements.ChannelOf(created.Content.Thread.Id);
        announcements.Enqueue(channel, created.Event.Payload, position);
        if (created.InParent is { } told)
            announcements.Enqueue(Announcements.ChannelOf(told.ThreadId), told.Payload, position with { Offset = told.Offset });
        foreach (var member in created.Members)
            announcements.Admit(channel, member, created.Event.Payload);
    }

    private void Announce(EventDraft stored)
    {
        var channel = Announcements.ChannelOf(stored.Thread.Id);
        announcements.Enqueue(channel, stored.Payload, new LogPosition(stored.Offset, store.Epoch));
        if (stored.Thread.Visibility == Visibility.Private)
            AnnounceMembership(stored, channel);
        foreach (var follower in stored.NewFollowers)
            announcements.Admit(channel, follower, new ThreadFollowed(stored.View).ToJson());

        // Everybody listens there: a private thread must not even be heard to be busy, and a branch is for those who follow it.
        if (stored.Content is MessagePosted posted && stored.Thread is { Visibility: Visibility.Public, Parent: null })
        {
            var broadcast = new MessageBroadcast(posted.Message, new ThreadName(stored.Thread.Id, stored.Thread.Name));
            announcements.Enqueue(MessageBroadcast.Channel, broadcast.ToJson(), position: null);
        }
    }

    private void Announce(Following following)
    {
        var channel = Announcements.ChannelOf(following.Thread.Id);
        if (following.IsOn)
            announcements.Admit(channel, following.UserId, new ThreadFollowed(following.Thread).ToJson());
        else
            announcements.Expel(channel, following.UserId, new ThreadUnfollowed(following.Thread.Id).ToJson());
    }

    // A public thread is followed by whoever wants to. A private one begins and ends with the membership.
    private void AnnounceMembership(EventDraft stored, string channel)
    {
        if (stored.Content is MemberJoined joined)
            announcements.Admit(channel, joined.User.Id, new ThreadCreated(stored.View).ToJson());
        if (stored.Content is MemberLeft left)
            announcements.Expel(channel, left.User.Id, new ThreadLeft(stored.Thread.Id).ToJson());
    }

    // As exact as it is stored: an answer and its repetition say the same.
    private DateTimeOffset Now() => DateTimeOffset.FromUnixTimeMilliseconds(clock.GetUtcNow().ToUnixTimeMilliseconds());

    // Once for each outage: what follows is refused for the same reason.
    private void NoteUnavailable(Exception cause)
    {
        if (!queue.IsRefusing)
            logger.DatabaseUnavailable(cause);

        queue.IsRefusing = true;
    }

    private void NoteAvailable()
    {
        if (queue.IsRefusing)
            logger.DatabaseAvailable();

        queue.IsRefusing = false;
    }

    private static void Complete(IEnumerable<PendingAppend> group, AppendResult result)
    {
        foreach (var append in group)
            append.Complete(result);
    }
}
