using System.Buffers.Binary;
using Loquat.Chat.Database;
using Loquat.Chat.Log;
using Loquat.Testing;
using Microsoft.Data.Sqlite;

namespace Loquat.Chat.Tests.Database;

/// <summary>The write-ahead log of a SQLite file is copied beside the writer, and begins anew.</summary>
public sealed class WalCheckpointStories() : ChatStories(new SqliteFile())
{
    private const int Between = 20;
    private const string Read = "SELECT access_failed_count FROM users";

    [Fact]
    public async Task A_log_that_has_grown_is_copied_while_the_writer_goes_on_and_begins_anew()
    {
        var checkpoints = new WalCheckpoints(Chat.Database, Between);
        await using var store = new SqliteLogStore(Chat.Database, checkpoints);
        await CommitAsync(store, Between / 2);
        var before = Beginnings();
        await CommitAsync(store, Between / 4);
        Assert.Equal(before, Beginnings());

        for (var round = 0; round < 3; round++)
        {
            await CommitAsync(store, Between);
            await checkpoints.Copying.Within("the log is copied");
            await CommitAsync(store, 2);

            Assert.True(Beginnings() > before);
            before = Beginnings();
        }
    }

    [Fact]
    public async Task What_a_reader_still_needs_is_copied_when_it_has_gone()
    {
        var checkpoints = new WalCheckpoints(Chat.Database, Between);
        await using var store = new SqliteLogStore(Chat.Database, checkpoints);
        await CommitAsync(store);
        var first = Beginnings();
        await using (var reader = Chat.Database.OpenSqlite())
        {
            Run(reader, "BEGIN");
            var seen = Run(reader, Read);
            await CommitAsync(store, 2 * Between);
            await checkpoints.Copying.Within("as much as can be is copied");
            await CommitAsync(store, 2);

            Assert.Equal(seen, Run(reader, Read));
            Assert.Equal(first, Beginnings());
        }

        await CommitAsync(store, 2 * Between);
        await checkpoints.Copying.Within("the log is copied");
        await CommitAsync(store, 2);

        Assert.True(Beginnings() > first);
    }

    private static async Task CommitAsync(SqliteLogStore store, int times = 1)
    {
        for (var i = 0; i < times; i++)
        {
            await store.BeginAsync(Stop);
            await store.WriteAsync([], [new RowWrite("UPDATE users SET access_failed_count = access_failed_count + $1", 1)], [], Stop);
            await store.CommitAsync(Stop);
        }
    }

    /// <summary>How often the log has begun anew: its header counts that (https://www.sqlite.org/fileformat.html, section 4.1).</summary>
    private uint Beginnings()
    {
        using var file = new FileStream(Chat.Database.FilePath + "-wal", FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        Span<byte> header = stackalloc byte[16];
        file.ReadExactly(header);
        return BinaryPrimitives.ReadUInt32BigEndian(header[12..]);
    }

    private static object? Run(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Literals above.
        command.CommandText = sql;
#pragma warning restore CA2100
        return command.ExecuteScalar();
    }
}
