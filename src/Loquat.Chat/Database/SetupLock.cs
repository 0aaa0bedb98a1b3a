using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Database;

internal static class SetupLock
{
    extension(ChatDbContext db)
    {
        /// <summary>
        /// Held until the end of the transaction: whoever fills an empty database is alone with it. On SQLite the transaction itself is that
        /// lock, since it begins with BEGIN IMMEDIATE.
        /// </summary>
        public async Task LockSetupAsync(CancellationToken cancellationToken)
        {
            if (db.Database.IsNpgsql())
                await db.Database.ExecuteSqlRawAsync("SELECT 1 FROM log_epoch WHERE id = 1 FOR UPDATE", cancellationToken);
        }
    }
}
