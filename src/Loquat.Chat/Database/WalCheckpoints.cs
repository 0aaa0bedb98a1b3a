using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Loquat.Chat.Database;

/// <summary>
/// Copies what was written ahead into the database file while the writer goes on. By itself SQLite lets the writer do it after one of its
/// commits, and wait for the disk: tens of milliseconds in which nobody's message is acknowledged.
/// </summary>
/// <remarks>
/// A copy beside a writer never reaches the end of the log, and only once it has been reached can the log begin anew. So the writer copies the
/// little that was written meanwhile. No copy waits for anybody: what a reader still needs stays for the next one
/// (https://www.sqlite.org/wal.html, sections 2.1 and 2.3). A copy that fails has changed nothing that was committed; the next one tries again,
/// and a disk that is full fails the commits, too.
/// </remarks>
/// <param name="pagesBetween">So many pages are written ahead before they are copied.</param>
internal sealed class WalCheckpoints(ChatDatabase database, int pagesBetween = WalCheckpoints.PagesBetween)
{
    // 32 MB. The pages that are written most are the same for every message: the longer the log, the fewer of them are copied.
    private const int PagesBetween = 8000;

    // Each copy leaves what was written during it, and the less it has to copy the less that is. Of this little the writer hardly notices.
    private const int MostLeft = 64;
    private const int MostCopies = 5;

    private Task? _copying;
    private long _written;

    /// <summary>The copy that is under way; completed if there is none.</summary>
    public Task Copying => _copying ?? Task.CompletedTask;

    /// <summary>To be called by the writer after each commit.</summary>
    public void Committed(SqliteConnection writer)
    {
        _written += TakePagesWritten(writer);
        if (_copying is null)
        {
            if (_written >= pagesBetween)
                _copying = Task.Factory.StartNew(CopyMost, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        else if (_copying.IsCompleted)
        {
            Copy(writer);
            _copying = null;
            _written = 0;
        }
    }

    private void CopyMost()
    {
        try
        {
            using var connection = database.OpenSqlite();
            var (before, copied) = (0, 0);
            for (var i = 0; i < MostCopies && (i == 0 || copied - before > MostLeft); i++)
                (before, copied) = (copied, Copy(connection));
        }
        catch (SqliteException)
        {
            // The file cannot be opened: the writer will notice, and says so where somebody waits for it.
        }
    }

    /// <returns>How many pages of the log are in the file now.</returns>
    private static int Copy(SqliteConnection connection)
    {
        _ = raw.sqlite3_wal_checkpoint_v2(connection.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out var copied);
        return copied;
    }

    private static long TakePagesWritten(SqliteConnection connection)
    {
        _ = raw.sqlite3_db_status(connection.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, resetFlg: 1);
        return pages;
    }
}
