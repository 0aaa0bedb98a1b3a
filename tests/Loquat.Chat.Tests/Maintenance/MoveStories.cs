using Loquat.Chat.Maintenance;
using Loquat.Chat.Seeding;
using Loquat.Chat.Tests.Search;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace Loquat.Chat.Tests.Maintenance;

public sealed class MoveStories(PostgresServer server) : ChatStories(new SqliteFile())
{
    private string _target = "";

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _target = await server.CreateDatabaseAsync();
    }

    [Fact]
    public async Task Everything_arrives_and_the_log_goes_on_under_its_old_name()
    {
        var room = await TalkAsync(messages: 20);
        await Chat.IndexAsync();
        await Chat.StopAsync();

        var moved = Assert.IsType<MoveToPostgres.Result.Moved>(await MoveAsync());

        await using var there = Arrived();
        Assert.Equal(20, moved.Tables.Single(table => table.Name == "messages").Rows);
        Assert.Equal(await EpochOfAsync(Chat), await EpochOfAsync(there));
        Assert.Empty(await FindingsAsync(there));
        await there.Database.MigrateAsync(Stop);
        await there.StartAsync();
        var posted = await there.PostedAsync(Alice, room, "news");
        Assert.Equal((21, 22), (posted.Message.Id, posted.Position.Offset));
        Assert.Equal(20, await Chat.QueryAsync(db => db.Messages.CountAsync(Stop)));
        await there.IndexAsync();
        Assert.Equal(21, (await there.FindAsync(Alice, "from:alice", limit: 50)).Messages.Count);
    }

    [Fact]
    public async Task What_people_keep_for_themselves_arrives_too()
    {
        await OwnThings.KeepAsync(Chat, Alice, await TalkAsync(messages: 2));
        await Chat.StopAsync();

        var moved = Assert.IsType<MoveToPostgres.Result.Moved>(await MoveAsync());

        await using var there = Arrived();
        OwnThings.AreAmong(moved.Tables);
        await OwnThings.AreThereAsync(there, Alice);
        Assert.Empty(await FindingsAsync(there));
    }

    [Fact]
    public async Task The_rules_of_the_schema_hold_again_afterwards()
    {
        await TalkAsync(messages: 2);
        await Chat.StopAsync();
        var plain = await server.CreateDatabaseAsync();
        await using var untouched = new TestChat(new Reached(plain));
        await untouched.Database.MigrateAsync(Stop);

        await MoveAsync();

        const string Rules = "SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) AS \"Value\" FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1";
        await using var there = Arrived();
        Assert.Equal(
            await untouched.QueryAsync(db => db.Database.SqlQueryRaw<string>(Rules).ToListAsync(Stop)),
            await there.QueryAsync(db => db.Database.SqlQueryRaw<string>(Rules).ToListAsync(Stop)));
    }

    [Fact]
    public async Task Cut_short_at_any_table_it_goes_on_where_it_was()
    {
        await SeedAsync(messages: 9_000);
        await Chat.StopAsync();

        // Each attempt fails once it has got a little further than the one before.
        var written = new List<IReadOnlyList<string>>();
        for (var limit = 1_500L; ; limit += 4_000)
        {
            if (await Record.ExceptionAsync(() => MoveAsync(new FailingAfter(limit))) is null)
                break;

            await using var half = Arrived();
            written.Add(await WritesAsync(half));
            var refused = await Assert.ThrowsAsync<Loquat.Chat.Database.UnfinishedCopyException>(() => half.Database.MigrateAsync(Stop));
            Assert.Contains("loquat move", refused.Message, StringComparison.Ordinal);
        }

        await using var there = Arrived();
        var all = await WritesAsync(there);
        Assert.True(written.Count > 3);
        Assert.All(written, rows => Assert.Equal(rows, all.Take(rows.Count)));
        Assert.Empty(await FindingsAsync(there));
        Assert.Equal(await TextsInAsync(Chat), await TextsInAsync(there));
    }

    [Fact]
    public async Task What_was_written_between_two_attempts_is_not_forgotten()
    {
        var room = await SeedAsync(messages: 5_000);
        await Assert.ThrowsAsync<IOException>(() => MoveAsync(new FailingAfter(5_000)));
        await Chat.PostedAsync(Alice, room, "in between");
        await Chat.QueryAsync(db => db.Database.ExecuteSqlRawAsync("UPDATE users SET role = 1 WHERE id = 1", Stop));
        await Chat.StopAsync();

        Assert.IsType<MoveToPostgres.Result.Moved>(await MoveAsync());

        await using var there = Arrived();
        Assert.Empty(await FindingsAsync(there));
        Assert.Equal("in between", (await TextsInAsync(there))[^1]);
        Assert.Equal(1, (int)await there.QueryAsync(db => db.Users.Where(user => user.Id == 1).Select(user => user.Role).SingleAsync(Stop)));
    }

    [Fact]
    public async Task It_does_not_move_under_a_running_server()
    {
        using var running = Chat.Database.TryClaimFile();

        var refused = Assert.IsType<MoveToPostgres.Result.Refused>(await MoveAsync());

        Assert.NotNull(running);
        Assert.Contains("Stop it first", refused.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("CREATE TABLE invoices (id int)", "The database holds a table invoices that is not the chat's. Use a database of its own.")]
    [InlineData(
        "CREATE TABLE loquat_copy (command text, source text); INSERT INTO loquat_copy VALUES ('loquat move', 'other')",
        "This database holds an unfinished copy of another one. Finish it first: run `loquat move` again.")]
    public async Task A_database_of_somebody_else_is_left_alone(string sql, string reason)
    {
        await ExecuteAsync(sql);

        Assert.Equal(reason, Assert.IsType<MoveToPostgres.Result.Refused>(await MoveAsync()).Reason);
    }

    [Fact]
    public async Task A_chat_that_is_there_already_is_left_alone()
    {
        await using var there = Arrived();
        await there.Database.MigrateAsync(Stop);
        await there.AddUserAsync("somebody");

        Assert.Equal("The database holds a chat already: users has rows.", Assert.IsType<MoveToPostgres.Result.Refused>(await MoveAsync()).Reason);
        Assert.Equal(1, await there.QueryAsync(db => db.Users.CountAsync(Stop)));
    }

    [Fact]
    public async Task A_server_that_is_connected_to_the_target_stops_it()
    {
        var elsewhere = new NpgsqlConnectionStringBuilder(_target) { ApplicationName = "loquat elsewhere 1", Pooling = false };
        await using var connection = new NpgsqlConnection(elsewhere.ToString());
        await connection.OpenAsync(Stop);

        Assert.Contains("A server is connected", Assert.IsType<MoveToPostgres.Result.Refused>(await MoveAsync()).Reason, StringComparison.Ordinal);
    }

    private Task<MoveToPostgres.Result> MoveAsync(IProgress<CopyProgress>? progress = null) =>
        Chat.AskAsync((MoveToPostgres move) => move.ExecuteAsync(_target, progress, Stop)).Within("the move ends", TimeSpan.FromMinutes(1));

    private TestChat Arrived() => new(new Reached(_target));

    private async Task<long> TalkAsync(int messages)
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        for (var i = 0; i < messages; i++)
            await Chat.PostedAsync(Alice, room.Id, $"message {i} – 🦜", $"{i}");

        return room.Id;
    }

    private async Task<long> SeedAsync(long messages)
    {
        var rooms = await Chat.AskAsync((SeedRooms seed) => seed.ExecuteAsync(5, 3, 1, password: null, Stop));
        await Chat.DoAsync((SeedMessages seed) => seed.ExecuteAsync(rooms, messages, 1, null, Stop));
        return rooms[0];
    }

    private async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(_target);
        await connection.OpenAsync(Stop);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Stop);
    }

    private static async Task<List<string>> FindingsAsync(TestChat chat)
    {
        var found = new List<string>();
        await chat.DoAsync((CheckDatabase check) => check.ExecuteAsync(finding => found.Add(finding.ToString()), Stop));
        return found;
    }

    private static Task<List<string>> TextsInAsync(TestChat node) =>
        node.QueryAsync(db => db.Messages.OrderBy(message => message.Id).Select(message => message.Text).ToListAsync(Stop));

    private static Task<string> EpochOfAsync(TestChat node) => node.QueryAsync(db => db.Epochs.Select(epoch => epoch.Name).SingleAsync(Stop));

    /// <summary>A database that is there already.</summary>
    private sealed class Reached(string connectionString) : TestDatabase
    {
        public override Task CreateAsync() => Task.CompletedTask;

        public override void Configure(ChatOptions options) => options.ConnectionString = connectionString;

        public override Task BreakAsync() => throw new NotSupportedException();

        public override Task HealAsync() => throw new NotSupportedException();

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    /// <summary>Each message with the transaction that wrote it: of a row that was written again it would be another.</summary>
    private static async Task<IReadOnlyList<string>> WritesAsync(TestChat node) => await node.QueryAsync(db => db.Database
        .SqlQueryRaw<string>("SELECT id || ' by ' || xmin AS \"Value\" FROM messages ORDER BY id").ToListAsync(Stop));

    /// <summary>Ends the copy in the middle of its work, as an error would that comes from outside.</summary>
    private sealed class FailingAfter(long rows) : IProgress<CopyProgress>
    {
        public void Report(CopyProgress value)
        {
            if (value.Done > rows)
                throw new IOException("cut");
        }
    }
}
