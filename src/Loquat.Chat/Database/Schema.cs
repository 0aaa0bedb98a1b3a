using System.Data.Common;
using System.Globalization;
using Loquat.Chat.Maintenance;
using Loquat.Chat.Migrations;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Database;

/// <summary>Brings the database to the schema of this program. Any number of processes may try at once.</summary>
internal sealed class Schema(ChatDatabase database, ILogger logger)
{
    // Any number that nothing else in the same database uses.
    private const long AdvisoryLock = 0x6C6F71756174;

    /// <summary>The migrations of this program, in their order.</summary>
    internal static readonly IReadOnlyList<string> Migrations =
        [FirstSchema.Id, Changes.Id, Conversations.Id, Talk.Id, Departures.Id, Revocations.Id, OpenRooms.Id, FilesInMessages.Id];

    /// <summary>Applies what is missing and says what it was.</summary>
    public async Task<IReadOnlyList<string>> MigrateAsync(CancellationToken cancellationToken)
    {
        if (!database.IsPostgres)
            database.CreateFile();

        await using var turn = database.IsPostgres ? await LockPostgresAsync(cancellationToken) : await FileLock.TakeAsync(database.MigrationLock, cancellationToken);
        if (await IsCurrentAsync(cancellationToken))
            return [];

        await using var db = database.CreateContext();
        var missing = (await db.Database.GetPendingMigrationsAsync(cancellationToken)).ToList();
        if (missing.Count > 0)
        {
            await db.Database.MigrateAsync(cancellationToken);
            logger.Migrated(missing[^1], missing.Count);
        }

        return missing;
    }

    /// <summary>True if there is nothing for EF Core to do.</summary>
    private async Task<bool> IsCurrentAsync(CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        if (!database.IsPostgres)
            await PrepareFileAsync(connection, cancellationToken);
        else if (await CopyMark.ReadAsync(connection, cancellationToken) is { } unfinished)
            throw new UnfinishedCopyException(unfinished.Explanation);

        if (!await HasTableAsync(connection, "__EFMigrationsHistory", cancellationToken))
            return false;

        var applied = new HashSet<string>();
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT \"MigrationId\" FROM \"__EFMigrationsHistory\"";
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            applied.Add(reader.GetString(0));
        return Migrations.All(applied.Contains);
    }

    // EF Core's own lock on SQLite is a row that outlives a killed process and would hold up every later start. Ours goes with the
    // process, and while it is held such a row can only be a leftover.
    private async Task PrepareFileAsync(DbConnection connection, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "PRAGMA journal_mode=WAL";
        await command.ExecuteNonQueryAsync(cancellationToken);
        if (!await HasTableAsync(connection, "__EFMigrationsLock", cancellationToken))
            return;

        command.CommandText = "DELETE FROM \"__EFMigrationsLock\"";
        if (await command.ExecuteNonQueryAsync(cancellationToken) > 0)
            logger.MigrationLockRemoved();
    }

    private async Task<bool> HasTableAsync(DbConnection connection, string name, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // One of the constants above.
        command.CommandText = database.IsPostgres ? $"SELECT to_regclass('\"{name}\"') IS NOT NULL" : $"SELECT count(*) > 0 FROM sqlite_master WHERE name = '{name}'";
#pragma warning restore CA2100
        return Convert.ToBoolean(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
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
