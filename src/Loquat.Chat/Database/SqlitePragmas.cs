using System.Data.Common;
using System.Globalization;

namespace Loquat.Chat.Database;

/// <summary>What every connection to the SQLite file is told before its first statement.</summary>
internal sealed class SqlitePragmas(TimeSpan databaseTimeout)
{
    // WAL lets readers read while the writer writes. FULL, since an acknowledged message must survive a power cut. Copying the log into the
    // file is WalCheckpoints' work; at 256 MB whoever commits does it, should that fail.
    private readonly string _pragmas = string.Create(
        CultureInfo.InvariantCulture,
        $"PRAGMA busy_timeout={(int)databaseTimeout.TotalMilliseconds};PRAGMA foreign_keys=ON;PRAGMA synchronous=FULL;PRAGMA wal_autocheckpoint=64000;");

    public void Apply(DbConnection connection)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Made of a number and constants.
        command.CommandText = _pragmas;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }
}
