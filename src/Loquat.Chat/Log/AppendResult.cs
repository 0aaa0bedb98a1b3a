using Loquat.Chat.Messages;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>What became of a change that was handed to the log.</summary>
public abstract record AppendResult
{
    private AppendResult()
    {
    }

    /// <summary>The change is committed. A repeat is answered with what the first attempt made.</summary>
    public sealed record Appended(LogPosition Position, ThreadView Thread, EventContent Content, bool IsRepeat) : AppendResult;

    /// <summary>Nothing had to change, and nothing was appended.</summary>
    /// <param name="Position">Where the log stood when that was true.</param>
    public sealed record Unchanged(LogPosition Position, ThreadView Thread, NothingChanged Content) : AppendResult;

    /// <summary>Committed beside the log: nobody else is told.</summary>
    public sealed record Noted(LogPosition Position) : AppendResult;

    /// <summary>Committed, and no part of any log.</summary>
    internal sealed record Written : AppendResult;

    /// <summary>The thread or the message does not exist, or not for this user.</summary>
    public sealed record NotFound : AppendResult;

    /// <summary>The user sees it, and may not do this to it.</summary>
    public sealed record Forbidden : AppendResult;

    /// <summary>It cannot be done as things are.</summary>
    public sealed record Conflict(Reason Reason) : AppendResult;

    /// <summary>It could never be done.</summary>
    public sealed record Invalid(Reason Reason) : AppendResult;

    /// <summary>
    /// The database cannot be written, or too much is waiting for it. Trying again later with the same client id is safe: should the
    /// change have been committed after all, the retry finds it.
    /// </summary>
    public sealed record Unavailable : AppendResult;
}
