using Loquat.Chat.Users;
using Loquat.Testing;

namespace Loquat.Chat.Tests.Database;

public sealed class TablesOnSqlite() : TablesStories(new SqliteFile());

public sealed class TablesOnPostgres(PostgresServer server) : TablesStories(new PostgresDatabase(server));

public abstract class TablesStories(TestDatabase database) : ChatStories(database)
{
    [Fact]
    public async Task Every_table_is_listed_with_its_rows()
    {
        await Chat.CreateRoomAsync(Alice, "room");

        var tables = await Chat.Database.ListTablesAsync(Stop);

        Assert.Equal(
            [
                ("auth_tokens", 0), ("drafts", 0), ("file_folder", 0), ("files", 0), ("followers", 0), ("log_epoch", 1), ("members", 1), ("mentions", 0),
                ("message_revisions", 0), ("messages", 0), ("reactions", 0), ("read_positions", 0), ("saved_messages", 0),
                ("thread_events", 1), ("thread_settings", 0), ("threads", 1), ("users", 1),
            ],
            tables.Select(table => (table.Name, (int)table.Rows)));
        Assert.All(tables, table => Assert.True(table.Bytes is null or > 0));
    }

    [Fact]
    public async Task A_table_is_read_without_its_secrets()
    {
        var signedIn = await Chat.AskAsync((SignIn signIn) => signIn.ExecuteAsync("alice", "correct horse", "phone", Stop));
        Assert.IsType<SignIn.Result.SignedIn>(signedIn);

        var users = await Chat.Database.ReadTableAsync("users", 10, Stop);
        var tokens = await Chat.Database.ReadTableAsync("auth_tokens", 10, Stop);

        Assert.Equal("alice", Value(users!, "user_name"));
        Assert.Equal("•••", Value(users!, "password_hash"));
        Assert.Equal("•••", Value(users!, "security_stamp"));
        Assert.Null(Value(users!, "lockout_end"));
        Assert.Equal("phone", Value(tokens!, "device"));
        Assert.Equal("•••", Value(tokens!, "hash"));
    }

    [Fact]
    public async Task A_log_is_read_as_text_and_no_further_than_asked()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        await Chat.PostedAsync(Alice, room.Id, "hello");

        var events = await Chat.Database.ReadTableAsync("thread_events", 1, Stop);

        Assert.Single(events!.Rows);
        Assert.StartsWith("""{"type":"thread.created",""", Value(events, "payload"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("sqlite_master")]
    [InlineData("pg_authid")]
    [InlineData("users\"; DROP TABLE users; --")]
    public async Task What_is_no_table_of_ours_is_not_read(string name) =>
        Assert.Null(await Chat.Database.ReadTableAsync(name, 10, Stop));

    private static string? Value(Loquat.Chat.Database.TableRows table, string column) =>
        table.Rows[0][table.Columns.ToList().IndexOf(column)];
}
