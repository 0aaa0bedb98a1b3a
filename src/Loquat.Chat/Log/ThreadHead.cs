using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>The end of a thread's log, and what the thread is, while its row is locked.</summary>
internal sealed class ThreadHead
{
    public required long Id { get; init; }

    public required string Name { get; set; }

    public required ThreadKind Kind { get; init; }

    public required Visibility Visibility { get; init; }

    public required long LastOffset { get; set; }

    public DateTimeOffset? LastMessageAt { get; set; }

    public string? Topic { get; set; }

    public DateTimeOffset? Archived { get; set; }

    /// <summary>Where a branch starts, or null.</summary>
    public ParentView? Parent { get; init; }

    /// <summary>The thread that knows who belongs here: a branch's parent.</summary>
    public long RootId => Parent?.Thread ?? Id;

    public ThreadView View => new(Id, Name, Visibility == Visibility.Private, LastOffset, LastMessageAt)
    {
        Direct = Kind == ThreadKind.Direct,
        Topic = Topic,
        ArchivedAt = Archived,
        Parent = Parent,
    };

    /// <summary>Takes the next offset.</summary>
    public long Advance() => ++LastOffset;

    /// <summary>The last message is the one that came last, also where the clock was set back, or another node's clock is ahead.</summary>
    public void NoteMessage(DateTimeOffset created) => LastMessageAt = created;
}
