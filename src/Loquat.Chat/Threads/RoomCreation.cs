using Loquat.Chat.Log;

namespace Loquat.Chat.Threads;

/// <summary>A room and the first event of its log, inside the transaction of whoever asks.</summary>
internal static class RoomCreation
{
    public static async Task<CreatedThread> AddAsync(
        ChatDbContext db,
        string name,
        Visibility visibility,
        long? ownerId,
        DateTimeOffset now,
        CancellationToken cancellationToken,
        string? clientId = null)
    {
        var room = Thread.Room(name, visibility, ownerId, now);
        db.Threads.Add(room);

        // The id is part of the event.
        await db.SaveChangesAsync(cancellationToken);
        var created = room.RecordCreation(ownerId, clientId);
        db.Events.Add(created.Event);
        await db.SaveChangesAsync(cancellationToken);
        return created;
    }
}
