using System.Diagnostics;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Branches;

/// <summary>The branch that starts from a message. Whoever asks, and however often, finds the same one.</summary>
public sealed class StartBranch(ChatDbContext db, ThreadLog log)
{
    public async Task<Result> ExecuteAsync(long userId, long messageId, CancellationToken cancellationToken)
    {
        if (await FindAsync(userId, messageId, cancellationToken) is { } known)
            return new Result.Opened(known);

        return await log.AppendAsync(new Change(userId, messageId), cancellationToken) switch
        {
            AppendResult.Appended appended => new Result.Opened(appended.Thread),
            AppendResult.NotFound => new Result.NotFound(),
            AppendResult.Forbidden => new Result.Forbidden(),
            AppendResult.Conflict conflict => new Result.Conflict(conflict.Reason),
            AppendResult.Unavailable => new Result.Unavailable(),
            _ => throw new UnreachableException(),
        };
    }

    private Task<ThreadView?> FindAsync(long userId, long messageId, CancellationToken cancellationToken) => db.Threads
        .VisibleTo(userId)
        .Where(thread => thread.ParentMessageId == messageId)
        .Select(ThreadView.Projection)
        .SingleOrDefaultAsync(cancellationToken);

    internal sealed record Change(long ActorId, long MessageId) : Creation(ActorId, ClientId: null)
    {
        internal override async Task<CreationResult> AddAsync(ChatDbContext db, DateTimeOffset now, CancellationToken cancellationToken)
        {
            if (await LockAsync(db, cancellationToken) is not { } parent)
                return new CreationResult.Refused(new AppendResult.NotFound());

            var message = await db.Messages.SingleAsync(message => message.Id == MessageId, cancellationToken);
            if (await WhyRefusedAsync(db, parent, cancellationToken) is { } refusal)
                return new CreationResult.Refused(refusal);
            if (message.Branch is not null)
                return await FindAgainAsync(db, cancellationToken);
            if (message.Deleted is not null)
                return new CreationResult.Refused(new AppendResult.Conflict(Reason.MessageDeleted));

            var created = await RoomCreation.AddAsync(db, Thread.BranchOf(parent, MessageId, now), ActorId, clientId: null, cancellationToken);
            var mark = new BranchView(created.Content.Thread.Id, 0, null, []);
            message.StartBranch(mark);
            var told = parent.Record(new BranchChanged(MessageId, mark), now, ActorId);
            db.Events.Add(told);
            await db.SaveChangesAsync(cancellationToken);
            return new CreationResult.Created(created with { InParent = told });
        }

        /// <summary>The message's thread, to which nobody else appends from here to the end of the transaction. Null if there is none.</summary>
        private async Task<Thread?> LockAsync(ChatDbContext db, CancellationToken cancellationToken)
        {
            var threadId = await db.Messages
                .Where(message => message.Id == MessageId)
                .Select(message => (long?)message.ThreadId)
                .SingleOrDefaultAsync(cancellationToken);

            // SQLite's transactions hold the one lock of the file from their beginning.
            if (db.Database.IsNpgsql())
                await db.Database.ExecuteSqlAsync($"SELECT 1 FROM threads WHERE id = {threadId} FOR NO KEY UPDATE", cancellationToken);

            return await db.Threads.SingleOrDefaultAsync(thread => thread.Id == threadId, cancellationToken);
        }

        private async Task<AppendResult?> WhyRefusedAsync(ChatDbContext db, Thread thread, CancellationToken cancellationToken)
        {
            var rootId = thread.ParentId ?? thread.Id;
            var actor = await db.Users
                .Where(user => user.Id == ActorId)
                .Select(user => new
                {
                    user.Role,
                    Membership = db.Members
                        .Where(member => member.ThreadId == rootId && member.UserId == user.Id)
                        .Select(member => (MemberRole?)member.Role)
                        .SingleOrDefault(),
                })
                .SingleOrDefaultAsync(cancellationToken);
            if (actor is null)
                return new AppendResult.NotFound();

            var standing = Access.StandingOf(actor.Membership, actor.Role, thread.Visibility);
            if (!AccessRules.Allow(ThreadAction.See, standing, thread.Kind, thread.Visibility))
                return new AppendResult.NotFound();
            if (!AccessRules.AllowInBranch(ThreadAction.Branch) && thread.ParentId is not null)
                return new AppendResult.Forbidden();
            if (!AccessRules.Allow(ThreadAction.Branch, standing, thread.Kind, thread.Visibility))
                return new AppendResult.Forbidden();

            return thread.Archived is null ? null : new AppendResult.Conflict(Reason.RoomArchived);
        }

        private async Task<CreationResult> FindAgainAsync(ChatDbContext db, CancellationToken cancellationToken)
        {
            var known = await db.Threads.SingleAsync(thread => thread.ParentMessageId == MessageId, cancellationToken);
            var first = await db.Events.SingleAsync(e => e.ThreadId == known.Id && e.Offset == 1, cancellationToken);
            return new CreationResult.Created(new CreatedThread(new ThreadCreated(ThreadView.Of(known)), first, IsNew: false, []));
        }
    }

    public abstract record Result
    {
        private Result()
        {
        }

        public sealed record Opened(ThreadView Thread) : Result;

        /// <summary>No such message, or not for this user.</summary>
        public sealed record NotFound : Result;

        public sealed record Forbidden : Result;

        public sealed record Conflict(Reason Reason) : Result;

        public sealed record Unavailable : Result;
    }
}
