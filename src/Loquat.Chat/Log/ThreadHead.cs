using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>The end of a thread's log, and what the thread is, while its row is locked.</summary>
internal sealed class ThreadHead(long id, string name, ThreadKind kind, Visibility visibility, long lastOffset, DateTimeOffset? lastMessageAt)
{
    public long Id { get; } = id;

    public string Name { get; } = name;

    public ThreadKind Kind { get; } = kind;

    public Visibility Visibility { get; } = visibility;

    public long LastOffset { get; private set; } = lastOffset;

    public DateTimeOffset? LastMessageAt { get; private set; } = lastMessageAt;

    public ThreadView View => new(Id, Name, Visibility == Visibility.Private, LastOffset, LastMessageAt);

    /// <summary>Takes the next offset.</summary>
    public long Advance() => ++LastOffset;

    public void NoteMessage(DateTimeOffset created)
    {
        if (LastMessageAt is null || created > LastMessageAt)
            LastMessageAt = created;
    }
}
