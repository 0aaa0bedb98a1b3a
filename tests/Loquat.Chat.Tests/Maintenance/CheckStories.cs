using Loquat.Chat.Branches;
using Loquat.Chat.Maintenance;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Maintenance;

public sealed class CheckOnSqlite() : CheckStories(new SqliteFile())
{
    protected override string WithoutRules => "PRAGMA foreign_keys=OFF;";

    [Fact]
    public async Task A_damaged_file_is_a_finding_and_not_a_crash()
    {
        await TalkAsync(messages: 200);
        await Chat.StopAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        await using (var file = File.OpenWrite(Chat.Database.FilePath))
        {
            // Past the schema, into pages that hold rows and indexes.
            file.Position = file.Length / 2;
            await file.WriteAsync(new byte[file.Length / 4], Stop);
        }

        var (findings, summary) = await CheckAsync();

        Assert.Contains(findings, finding => finding.StartsWith("The file is damaged:", StringComparison.Ordinal));
        Assert.Equal(findings.Count, summary.Findings);
    }

    [Fact]
    public async Task Where_no_database_is_none_is_made()
    {
        await using var elsewhere = new TestChat(new SqliteFile());

        var found = new List<Finding>();
        await elsewhere.DoAsync((CheckDatabase check) => check.ExecuteAsync(found.Add, Stop));

        Assert.Contains("There is no database", Assert.Single(found).What, StringComparison.Ordinal);
        Assert.False(File.Exists(elsewhere.Database.FilePath));
    }
}

public sealed class CheckOnPostgres(PostgresServer server) : CheckStories(new PostgresDatabase(server))
{
    protected override string WithoutRules => "SET session_replication_role = replica;";
}

public abstract class CheckStories(TestDatabase database) : ChatStories(database)
{
    /// <summary>What a session says to write what the database would refuse.</summary>
    protected abstract string WithoutRules { get; }

    [Fact]
    public async Task A_database_that_is_well_has_no_findings()
    {
        await TalkAsync(messages: 30);

        var (findings, summary) = await CheckAsync();

        Assert.Empty(findings);
        Assert.Equal(new CheckDatabase.Summary(Threads: 2, Events: 32, Messages: 30, Findings: 0), summary);
    }

    [Fact]
    public async Task It_may_run_while_people_write()
    {
        var room = await TalkAsync(messages: 10);
        using var enough = new CancellationTokenSource();
        var writing = Enumerable.Range(0, 4).Select(writer => Task.Run(async () =>
        {
            for (var i = 0; !enough.IsCancellationRequested; i++)
                await Chat.PostedAsync(Alice, room, $"{writer} says {i}");
        })).ToList();

        for (var i = 0; i < 5; i++)
            Assert.Empty((await CheckAsync()).Findings);

        await enough.CancelAsync();
        await Task.WhenAll(writing).Within("the writers end");
        Assert.Equal((await CheckAsync()).Summary.Messages, await Chat.QueryAsync(db => db.Messages.LongCountAsync(Stop)));
    }

    [Theory]
    [InlineData("""DELETE FROM thread_events WHERE thread_id = 1 AND "offset" = 3""", "thread 1 offset 4: Event 3 before it is missing.", "thread 1 offset 3: Message 3 has no event.")]
    [InlineData("""DELETE FROM thread_events WHERE thread_id = 1 AND "offset" < 3""", "thread 1 offset 3: Events 1 to 2 before it are missing.", "thread 1 offset 2: Message 1 has no event.")]
    [InlineData("""DELETE FROM messages WHERE thread_id = 1 AND "offset" = 3""", "thread 1 offset 3: The event posted a message that is not there.")]
    [InlineData("UPDATE threads SET last_offset = 12 WHERE id = 1", "thread 1: The thread says that its log ends at 12, and it ends at 6.")]
    [InlineData("UPDATE threads SET last_message_at = NULL WHERE id = 1", "thread 1: The time of the last message is not that of its newest message.")]
    [InlineData("""UPDATE thread_events SET type = 'message.edited' WHERE thread_id = 1 AND "offset" = 2""", "thread 1 offset 2: The event is stored as message.edited, and its payload says message.posted.")]
    [InlineData("""UPDATE messages SET id = 77 WHERE id = 1""", "thread 1 offset 2: Message 77 stands at the event that posted message 1.")]
    [InlineData("""INSERT INTO read_positions (thread_id, user_id, "offset") VALUES (1, 1, 7)""", "thread 1: User 1 has read to offset 7 of a log that ends at 6.")]
    [InlineData("DELETE FROM log_epoch", "The log has no epoch: clients cannot tell its positions from another database's.")]
    [InlineData("UPDATE messages SET author_id = 99 WHERE id = 1", "messages id 1 refers to a row of users that is not there.")]
    [InlineData("""DROP INDEX ix_thread_events_actor_id_client_id; UPDATE thread_events SET client_id = 'one' WHERE thread_id = 1 AND "offset" IN (2, 3)""", "thread_events has more than one row with actor_id 1, client_id one.")]
    public async Task What_is_wrong_is_found_where_it_is(string damage, params string[] expected)
    {
        await TalkAsync(messages: 10);
        var sql = WithoutRules + damage;
        await Chat.QueryAsync(db => db.Database.ExecuteSqlRawAsync(sql, Stop));

        var (findings, _) = await CheckAsync();

        Assert.Equal(expected, findings);
    }

    [Theory]
    [InlineData("UPDATE messages SET branch = NULL WHERE id = 1", "thread 3: The message that the branch starts from does not say so.")]
    [InlineData("UPDATE messages SET branch = '{\"id\":3,\"replies\":2,\"people\":[]}' WHERE id = 1", "thread 3: The branch holds 1 messages, and the one it starts from counts 2.")]
    [InlineData("UPDATE threads SET parent_id = 2 WHERE id = 3", "thread 3: The branch does not start from a message of its parent.")]
    [InlineData("UPDATE messages SET branch = '{\"id\":9,\"replies\":0,\"people\":[]}' WHERE id = 3", "thread 1 offset 3: Message 3 shows a branch that is not there.")]
    public async Task A_branch_that_is_not_what_its_message_says_is_found(string damage, string expected)
    {
        await TalkAsync(messages: 10);
        var branch = await Chat.AskAsync((StartBranch start) => start.ExecuteAsync(Alice, 1, Stop)).Within("the branch is there");
        await Chat.PostedAsync(Alice, Assert.IsType<StartBranch.Result.Opened>(branch).Thread.Id, "reply");
        Assert.Empty((await CheckAsync()).Findings);

        // No format: the braces are JSON's.
        await Chat.QueryAsync(db => db.Database.ExecuteSqlRawAsync(damage.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal), Stop));

        Assert.Equal([expected], (await CheckAsync()).Findings);
    }

    [Fact]
    public async Task Of_another_version_nothing_else_is_said()
    {
        await Chat.QueryAsync(db => db.Database.ExecuteSqlRawAsync("""INSERT INTO "__EFMigrationsHistory" VALUES ('999901010001_Later', '99')""", Stop));

        Assert.Equal(["The database is of a newer version of this program."], (await CheckAsync()).Findings);
    }

    /// <summary>Two rooms, the messages one here, one there. The id of the first.</summary>
    protected async Task<long> TalkAsync(int messages)
    {
        var rooms = new[] { await Chat.CreateRoomAsync(Alice, "first"), await Chat.CreateRoomAsync(Alice, "second", isPrivate: true) };
        for (var i = 0; i < messages; i++)
            await Chat.PostedAsync(Alice, rooms[i % 2].Id, $"message {i}", $"{i}");

        return rooms[0].Id;
    }

    protected async Task<(IReadOnlyList<string> Findings, CheckDatabase.Summary Summary)> CheckAsync()
    {
        var found = new List<string>();
        var summary = await Chat.AskAsync((CheckDatabase check) => check.ExecuteAsync(finding => found.Add(finding.ToString()), Stop));
        return (found, summary);
    }
}
