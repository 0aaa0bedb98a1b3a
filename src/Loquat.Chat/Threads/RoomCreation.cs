using Loquat.Chat.Log;

namespace Loquat.Chat.Threads;

/// <summary>A thread and the first event of its log, inside the transaction of whoever asks.</summary>
internal static class RoomCreation
{
    public static Task<CreatedThread> AddAsync(
        ChatDbContext db,
        string name,
        Visibility visibility,
        long? ownerId,
        DateTimeOffset now,
        CancellationToken cancellationToken,
        string? clientId = null) =>
        AddAsync(db, Thread.Room(name, visibility, ownerId, now), ownerId, clientId, cancellationToken);

    public static async Task<CreatedThread> AddAsync(
        ChatDbContext db, Thread thread, long? actorId, string? clientId, CancellationToken cancellationToken)
    {
        db.Threads.Add(thread);

        // The id is part of the event.
        await db.SaveChangesAsync(cancellationToken);
        var created = thread.RecordCreation(actorId, clientId);
        db.Events.Add(created.Event);
        await db.SaveChangesAsync(cancellationToken);
        return created;
    }
}
