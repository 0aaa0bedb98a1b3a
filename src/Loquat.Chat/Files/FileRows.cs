using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Files;

/// <summary>The statements that write what becomes of files along with a message. Both databases understand them.</summary>
internal static class FileRows
{
    private const string TakeFile = "UPDATE files SET message_id = $2 WHERE id = $1";

    private const string InsertCopy =
        """
        INSERT INTO files (id, thread_id, owner_id, message_id, name, type, size, width, height, content, created)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
        """;

    /// <summary>The message has its id by now.</summary>
    public static RowWrite Take(FileState file, MessageState message) => new(TakeFile, file.Id, message.Id);

    public static RowWrite Add(FileState file, MessageState message) => new(
        InsertCopy,
        file.Id,
        file.ThreadId,
        file.OwnerId,
        message.Id,
        file.View.Name,
        file.View.Type,
        file.View.Size,
        (object?)file.View.Width ?? DBNull.Value,
        (object?)file.View.Height ?? DBNull.Value,
        file.Content,
        message.Created.ToUnixTimeMilliseconds());

    public static RowWrite Forget(MessageState message) => new("DELETE FROM files WHERE message_id = $1", message.Id);
}
