using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Files;

/// <summary>Removes a file that waits for a message. One that a message has taken along goes with the message alone.</summary>
public sealed class TakeBackFile(ChatDbContext db, DropContent drop)
{
    /// <summary>False if there is no such file, or it is not loose, or somebody else's.</summary>
    public async Task<bool> ExecuteAsync(long userId, long fileId, CancellationToken cancellationToken)
    {
        var loose = db.Files.Where(file => file.Id == fileId && file.OwnerId == userId && file.MessageId == null);
        if (await loose.Select(file => file.Content).SingleOrDefaultAsync(cancellationToken) is not { } content
            || await loose.ExecuteDeleteAsync(cancellationToken) == 0)
        {
            return false;
        }

        await drop.ExecuteAsync([content], cancellationToken);
        return true;
    }
}
