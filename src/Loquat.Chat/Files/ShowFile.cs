using Loquat.Chat.Threads;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Files;

/// <summary>A file for somebody who may see it: whoever sees its message, and its owner while it is loose.</summary>
public sealed class ShowFile(ChatDbContext db, ContentFolder folder)
{
    /// <summary>Null if there is no such file, or not for this user.</summary>
    public async Task<Shown?> ExecuteAsync(long userId, long fileId, CancellationToken cancellationToken)
    {
        var file = await db.Files
            .AsNoTracking()
            .Where(file => file.Id == fileId)
            .Where(file => file.MessageId == null
                ? file.OwnerId == userId
                : db.Threads.VisibleTo(userId).Any(thread => thread.Id == file.ThreadId))
            .SingleOrDefaultAsync(cancellationToken);
        return file is null ? null : new Shown(file.Id, file.Name, file.Type, folder.TryOpen(file.Content));
    }

    /// <param name="Content">Null if it is not where it has to be.</param>
    public sealed record Shown(long Id, string Name, string Type, FileStream? Content);
}
