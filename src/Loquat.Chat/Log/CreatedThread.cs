using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>The first event of a thread's log.</summary>
/// <param name="IsNew">False if the thread was there already.</param>
/// <param name="Members">Who is to be told of a new thread that not everybody sees.</param>
internal sealed record CreatedThread(ThreadCreated Content, ThreadEvent Event, bool IsNew, IReadOnlyList<long> Members)
{
    /// <summary>What the log of a branch's parent says of it.</summary>
    public ThreadEvent? InParent { get; init; }
}

/// <summary>What became of a creation.</summary>
internal abstract record CreationResult
{
    private CreationResult()
    {
    }

    public sealed record Created(CreatedThread Thread) : CreationResult;

    public sealed record Refused(AppendResult Result) : CreationResult;
}
