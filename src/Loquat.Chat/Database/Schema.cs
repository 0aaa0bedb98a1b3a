using Loquat.Chat.Maintenance;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Database;

/// <summary>Brings the database to the schema of this program. Any number of processes may try at once.</summary>
internal sealed class Schema(ChatDatabase database, ILogger logger)
{
    // Any number that nothing else in the same database uses.
    private const long AdvisoryLock = 0x6C6F71756174;

    /// <summary>Applies what is missing and says what it was.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        if (!database.IsPostgres)
            database.CreateFile();

        await using var turn = database.IsPostgres ? await LockPostgresAsync(cancellationToken) : await FileLock.TakeAsync(database.MigrationLock, cancellationToken);
        await using var db = database.CreateContext();
        if (!database.IsPostgres)
            await PrepareFileAsync(db, cancellationToken);

        else if (await CopyMark.ReadAsync(db, cancellationToken) is { } unfinished)
            throw new UnfinishedCopyException(unfinished.Explanation);

        var missing = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (missing.Count > 0)
        {
            await db.Database.MigrateAsync(cancellationToken);
            logger.Migrated(missing[^1], missing.Count);
        }

        return missing;
    }

    // EF Core's own lock on SQLite is a row that outlives a killed process and would hold up every later start. Ours goes with the
    // process, and while it is held such a row can only be a leftover.
    private async Task PrepareFileAsync(ChatDbContext db, CancellationToken cancellationToken)
    {
        await db.Database.ExecuteSqlRawAsync("PRAGMA journal_mode=WAL", cancellationToken);
        var locks = await db.Database
            .SqlQueryRaw<int>("SELECT COUNT(*) AS \"Value\" FROM sqlite_master WHERE name = '__EFMigrationsLock'")
            .SingleAsync(cancellationToken);
        if (locks > 0 && await db.Database.ExecuteSqlRawAsync("DELETE FROM \"__EFMigrationsLock\"", cancellationToken) > 0)
            logger.MigrationLockRemoved();
    }

    private async Task<IAsyncDisposable> LockPostgresAsync(CancellationToken cancellationToken)
    {
        // A connection of its own, closed for good at the end: the lock lives as long as it.
        var connection = await database.Postgres.OpenConnectionAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT pg_advisory_lock($1)";
        command.CommandTimeout = 0;
        command.Parameters.Add(new() { Value = AdvisoryLock });
        try
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
            return new AdvisoryLockHolder(connection);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private sealed class AdvisoryLockHolder(Npgsql.NpgsqlConnection connection) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            // The pool resets a session when it is used again, which may be late: unlock here.
            await using (var command = connection.CreateCommand())
            {
                command.CommandText = "SELECT pg_advisory_unlock($1)";
                command.Parameters.Add(new() { Value = AdvisoryLock });
                await command.ExecuteNonQueryAsync();
            }

            await connection.DisposeAsync();
        }
    }
}
