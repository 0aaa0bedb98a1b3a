namespace Loquat.Chat.Maintenance;

/// <summary>Something in the database that is not as it has to be.</summary>
/// <param name="Offset">The place in the thread's log, where there is one.</param>
public sealed record Finding(string What, long? ThreadId = null, long? Offset = null)
{
    public override string ToString() => (ThreadId, Offset) switch
    {
        ({ } thread, { } offset) => $"thread {thread} offset {offset}: {What}",
        ({ } thread, null) => $"thread {thread}: {What}",
        _ => What,
    };
}
