using System.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage;

namespace Loquat.Chat.Database;

internal static class Snapshot
{
    extension(ChatDbContext db)
    {
        /// <summary>What is read until this is disposed is of one moment, and holds up nobody who writes.</summary>
        public Task<IDbContextTransaction> BeginSnapshotAsync(CancellationToken cancellationToken) =>
            db.Database.BeginTransactionAsync(
                // On SQLite any transaction is a snapshot; this level is its driver's word for one that does not begin with the write lock.
                db.Database.IsNpgsql() ? IsolationLevel.RepeatableRead : IsolationLevel.ReadUncommitted,
                cancellationToken);
    }
}
