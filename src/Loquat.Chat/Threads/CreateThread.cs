using System.Diagnostics;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Threads;

/// <summary>Opens a room. Who creates it is its first member and owns it.</summary>
public sealed class CreateThread(ThreadLog log)
{
    public async Task<Result> ExecuteAsync(
        long userId, string name, bool isPrivate, CancellationToken cancellationToken, string? clientId = null)
    {
        var trimmed = name.Trim();
        if ((PlainText.WhyRefused(trimmed, Thread.MaxNameLength) ?? PlainText.WhyRefusedAsId(clientId)) is { } reason)
            return new Result.Invalid(reason);

        var visibility = isPrivate ? Visibility.Private : Visibility.Public;
        return await log.AppendAsync(new Change(userId, trimmed, visibility, clientId), cancellationToken) switch
        {
            AppendResult.Appended { Content: ThreadCreated { Thread: { } thread } } appended => new Result.Created(thread, appended.Position),
            AppendResult.Appended => new Result.Conflict(Reason.ClientIdUsed),
            AppendResult.NotFound => new Result.NotFound(),
            AppendResult.Unavailable => new Result.Unavailable(),
            _ => throw new UnreachableException(),
        };
    }

    internal sealed record Change(long OwnerId, string Name, Visibility Visibility, string? ClientId) : Creation(OwnerId, ClientId)
    {
        internal override async Task<CreationResult> AddAsync(ChatDbContext db, DateTimeOffset now, CancellationToken cancellationToken) =>
            new CreationResult.Created(await RoomCreation.AddAsync(db, Name, Visibility, OwnerId, now, cancellationToken, ClientId));
    }

    public abstract record Result
    {
        private Result()
        {
        }

        public sealed record Created(ThreadView Thread, LogPosition Position) : Result;

        public sealed record Conflict(Reason Reason) : Result;

        /// <summary>It has been created under this client id before, and is not the user's to see any more.</summary>
        public sealed record NotFound : Result;

        public sealed record Invalid(Reason Reason) : Result;

        /// <summary>Nothing is known to be written; try again later.</summary>
        public sealed record Unavailable : Result;
    }
}
