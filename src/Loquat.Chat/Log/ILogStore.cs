using Loquat.Chat.Messages;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Log;

/// <summary>
/// The writer's own connection to one kind of database, one transaction at a time. After an exception <see cref="AbandonAsync"/> makes it
/// fresh: nothing of the transaction stays, and the next one connects anew.
/// </summary>
internal interface ILogStore : IAsyncDisposable
{
    /// <summary>The log's name. Known after the first <see cref="BeginAsync"/>.</summary>
    string Epoch { get; }

    Task BeginAsync(CancellationToken cancellationToken);

    /// <summary>
    /// The threads that exist among these. From here to the end of the transaction nobody else appends to them, on this node or another;
    /// what is read after this has seen everything that was appended before.
    /// </summary>
    Task<Dictionary<long, ThreadHead>> LockAsync(IReadOnlyCollection<long> threadIds, CancellationToken cancellationToken);

    /// <summary>The messages that were already stored under these authors' client ids, in any thread.</summary>
    Task<Dictionary<ClientKey, StoredMessage>> FindAsync(IReadOnlyCollection<ClientKey> keys, CancellationToken cancellationToken);

    /// <summary>Stores the messages and gives each its id.</summary>
    Task InsertMessagesAsync(IReadOnlyList<MessageDraft> drafts, CancellationToken cancellationToken);

    /// <summary>Stores the messages' events and moves the heads of their threads.</summary>
    Task InsertEventsAsync(
        IReadOnlyList<MessageDraft> drafts, IReadOnlyCollection<ThreadHead> heads, CancellationToken cancellationToken);

    /// <summary>Returns when the transaction is durable.</summary>
    Task CommitAsync(CancellationToken cancellationToken);

    Task AbandonAsync();
}

/// <summary>A client's id for a message, which is its author's own.</summary>
internal readonly record struct ClientKey(long AuthorId, string ClientId);

/// <summary>The end of a thread's log while it is being written.</summary>
internal sealed class ThreadHead(long id, string name, Visibility visibility, long lastOffset, DateTimeOffset? lastMessageAt)
{
    public long Id { get; } = id;

    public string Name { get; } = name;

    public Visibility Visibility { get; } = visibility;

    public long LastOffset { get; private set; } = lastOffset;

    public DateTimeOffset? LastMessageAt { get; private set; } = lastMessageAt;

    public ThreadView View => new(Id, Name, Visibility == Visibility.Private, LastOffset, LastMessageAt);

    /// <summary>The next offset, for a message of this time.</summary>
    public long Advance(DateTimeOffset created)
    {
        LastOffset++;
        if (LastMessageAt is null || created > LastMessageAt)
            LastMessageAt = created;

        return LastOffset;
    }
}

/// <summary>A message as an earlier transaction left it.</summary>
internal sealed record StoredMessage(long Id, long Offset, string Text, DateTimeOffset Created, ThreadHead Thread);

/// <summary>A message on its way into the database.</summary>
internal sealed class MessageDraft(Change.PostMessage post, ThreadHead thread, DateTimeOffset created)
{
    public Change.PostMessage Post { get; } = post;

    public ThreadHead Thread { get; } = thread;

    public DateTimeOffset Created { get; } = created;

    public long Offset { get; } = thread.Advance(created);

    /// <summary>The thread as it was right after this message.</summary>
    public ThreadView ThreadView { get; } = thread.View;

    public long Id { get; private set; }

    public MessageView? View { get; private set; }

    /// <summary>The event's JSON.</summary>
    public byte[] Payload { get; private set; } = [];

    /// <summary>The id completes the message: it is part of what everybody is told.</summary>
    public void Complete(long id)
    {
        Id = id;
        View = new MessageView(id, Post.Author, Post.Text, Thread.Id, Offset, Post.ClientId, Created);
        Payload = new MessagePosted(View).ToJson();
    }
}
