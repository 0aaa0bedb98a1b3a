using System.Diagnostics;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Threads;

/// <summary>Opens a room. Who creates it is its first member and owns it.</summary>
public sealed class CreateThread(ThreadLog log)
{
    public async Task<Result> ExecuteAsync(long userId, string name, bool isPrivate, CancellationToken cancellationToken)
    {
        var trimmed = name.Trim();
        if (PlainText.WhyRefused(trimmed, Thread.MaxNameLength) is { } reason)
            return new Result.Invalid(reason);

        var visibility = isPrivate ? Visibility.Private : Visibility.Public;
        return await log.AppendAsync(new Change.CreateRoom(userId, trimmed, visibility), cancellationToken) switch
        {
            AppendResult.Appended appended => new Result.Created(appended.Thread, appended.Position),
            AppendResult.Unavailable => new Result.Unavailable(),
            _ => throw new UnreachableException(),
        };
    }

    public abstract record Result
    {
        private Result()
        {
        }

        public sealed record Created(ThreadView Thread, LogPosition Position) : Result;

        public sealed record Invalid(string Reason) : Result;

        /// <summary>Nothing is known to be written; try again later.</summary>
        public sealed record Unavailable : Result;
    }
}
