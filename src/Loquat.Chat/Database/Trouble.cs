using System.Data.Common;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Loquat.Chat.Database;

/// <summary>Tells a database that cannot be written now from a change that can never be written.</summary>
public static class Trouble
{
    // https://sqlite.org/rescode.html: BUSY, LOCKED, READONLY, IOERR, FULL, CANTOPEN.
    private static readonly HashSet<int> SqliteCodes = [5, 6, 8, 10, 13, 14];

    /// <summary>The same may succeed later: the disk is full or read-only, the connection broke, somebody else holds a lock.</summary>
    public static bool IsTemporary(Exception exception) => exception switch
    {
        DbUpdateException { InnerException: { } inner } => IsTemporary(inner),
        InvalidOperationException { InnerException: { } inner and (NpgsqlException or TimeoutException) } => IsTemporary(inner),
        SqliteException sqlite => SqliteCodes.Contains(sqlite.SqliteErrorCode),
        PostgresException postgres => IsTemporary(postgres.SqlState),

        // Everything else of the driver is a connection that broke or never was.
        NpgsqlException => true,
        DbException other => other.IsTransient,
        _ => exception is TimeoutException or IOException or SocketException or ObjectDisposedException,
    };

    /// <summary>Somebody else has just committed what may be there only once.</summary>
    internal static bool IsTaken(Exception exception) => exception switch
    {
        DbUpdateException { InnerException: { } inner } => IsTaken(inner),
        _ => exception is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation },
    };

    // https://www.postgresql.org/docs/15/errcodes-appendix.html: connection, resources, operator's intervention, system and the
    // database itself going read-only, losing a deadlock or a lock.
    private static bool IsTemporary(string sqlState) =>
        sqlState.StartsWith("08", StringComparison.Ordinal)
        || sqlState.StartsWith("53", StringComparison.Ordinal)
        || sqlState.StartsWith("57", StringComparison.Ordinal)
        || sqlState.StartsWith("58", StringComparison.Ordinal)
        || sqlState.StartsWith("40", StringComparison.Ordinal)
        || sqlState is "25006" or "55P03";
}
