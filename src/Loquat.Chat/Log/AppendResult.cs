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
    public sealed record Appended(LogPosition Position, ThreadView Thread, MessageView? Message, bool IsRepeat) : AppendResult;

    public sealed record NoSuchThread : AppendResult;

    /// <summary>
    /// The database cannot be written, or too much is waiting for it. Trying again later with the same client id is safe: should the
    /// change have been committed after all, the retry finds it.
    /// </summary>
    public sealed record Unavailable : AppendResult;
}
