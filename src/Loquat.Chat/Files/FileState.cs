namespace Loquat.Chat.Files;

/// <summary>A file while a group of changes is decided: each change finds it as the one before has left it.</summary>
internal sealed record FileState(long ThreadId, long OwnerId, FileView View, string Content)
{
    public long Id => View.Id;

    /// <summary>False once a message has taken it along.</summary>
    public required bool IsLoose { get; set; }

    public required long? MessageId { get; init; }

    /// <summary>The same content again, for a message in another thread.</summary>
    public FileState CopyFor(long threadId, long ownerId) =>
        new(threadId, ownerId, View with { Id = StoredFile.NewId() }, Content) { IsLoose = false, MessageId = null };
}
