using System.Text;
using Loquat.Chat.Maintenance;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Migrations;

namespace Loquat.Chat.Tests.Database;

public sealed class OldDatabaseOnSqlite() : OldDatabaseStories(new SqliteFile(), new SqliteFile());

public sealed class OldDatabaseOnPostgres(PostgresServer server) : OldDatabaseStories(new PostgresDatabase(server), new PostgresDatabase(server));

/// <summary>A database of the first version, with people and what they said in it, is brought to this one with everything in its place.</summary>
public abstract class OldDatabaseStories(TestDatabase database, TestDatabase old) : ChatStories(database)
{
    private const long John = 1;
    private const long Bill = 2;
    private const long Public = 1;
    private const long Secret = 2;

    private TestChat _chat = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await old.CreateAsync();
        _chat = new TestChat(old);
        if (!_chat.Database.IsPostgres)
            _chat.Database.CreateFile();
        await _chat.QueryAsync(async db =>
        {
            // EF Core wants two digits more for a whole id, and else looks for what it then takes for the name.
            var first = db.GetService<IMigrationsIdGenerator>().GetName("202611220001_FirstSchema");
            await db.GetService<IMigrator>().MigrateAsync(first, Stop);
            await db.Database.ExecuteSqlRawAsync(_chat.Database.IsPostgres ? Rows + Counters : Rows, Stop);
            foreach (var (thread, offset, type, payload) in Log)
            {
                await db.Database.ExecuteSqlAsync(
                    $"INSERT INTO thread_events (thread_id, \"offset\", type, payload, created) VALUES ({thread}, {offset}, {type}, {Encoding.UTF8.GetBytes(payload)}, {offset * 1000})",
                    Stop);
            }
            return true;
        });
    }

    [Fact]
    public async Task Everything_said_keeps_its_place_and_the_log_knows_who_said_it_by_which_id()
    {
        var epoch = await _chat.QueryAsync(db => db.Epochs.Select(it => it.Name).SingleAsync(Stop));

        Assert.Equal(["202611220002_Changes", "202611220003_Conversations"], (await _chat.Database.MigrateAsync(Stop)).Take(2));

        Assert.Equal(epoch, await _chat.QueryAsync(db => db.Epochs.Select(it => it.Name).SingleAsync(Stop)));
        var events = await _chat.QueryAsync(db => db.Events.OrderBy(e => e.ThreadId).ThenBy(e => e.Offset).Select(e => new { e.ThreadId, e.Offset, e.ActorId, e.ClientId }).ToListAsync(Stop));
        Assert.Equal(
            [(Public, 1, null, null), (Public, 2, John, "a"), (Public, 3, Bill, null), (Secret, 1, null, null), (Secret, 2, John, "b")],
            events.Select(e => (e.ThreadId, e.Offset, e.ActorId, e.ClientId)));
        var messages = await _chat.QueryAsync(db => db.Messages.OrderBy(message => message.Id).Select(message => new { message.Id, message.Text, message.Revision }).ToListAsync(Stop));
        Assert.Equal([(1, "one", 0), (2, "two", 0), (3, "three", 0)], messages.Select(message => (message.Id, message.Text, message.Revision)));
    }

    [Fact]
    public async Task Everybody_starts_with_everything_read_that_they_see()
    {
        await _chat.Database.MigrateAsync(Stop);

        var read = await _chat.QueryAsync(db => db.ReadPositions.OrderBy(it => it.UserId).ThenBy(it => it.ThreadId).Select(it => new { it.UserId, it.ThreadId, it.Offset }).ToListAsync(Stop));
        Assert.Equal([(John, Public, 3), (John, Secret, 2), (Bill, Public, 3)], read.Select(it => (it.UserId, it.ThreadId, it.Offset)));
        var members = await _chat.QueryAsync(db => db.Members.Select(member => new { member.ThreadId, member.UserId }).ToListAsync(Stop));
        Assert.Equal([(Secret, John)], members.Select(member => (member.ThreadId, member.UserId)));
    }

    [Fact]
    public async Task A_retry_of_what_was_said_to_the_first_version_is_not_said_twice()
    {
        await _chat.Database.MigrateAsync(Stop);
        await _chat.StartAsync();

        var again = await _chat.PostedAsync(John, Public, "one", clientId: "a");
        var next = await _chat.PostedAsync(Bill, Public, "four", clientId: "a");

        Assert.Equal(1, again.Message.Id);
        Assert.Equal((4, 4), (next.Message.Id, next.Message.Offset));
    }

    [Fact]
    public async Task The_check_finds_nothing_wrong_with_it()
    {
        await _chat.Database.MigrateAsync(Stop);

        var findings = new List<Finding>();
        await _chat.DoAsync(async (CheckDatabase check) => await check.ExecuteAsync(findings.Add, Stop));

        Assert.Empty(findings);
    }

    public override async ValueTask DisposeAsync()
    {
        await _chat.DisposeAsync();
        await old.DisposeAsync();
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private static readonly (long Thread, long Offset, string Type, string Payload)[] Log =
    [
        (Public, 1, "thread.created", Created(Public, "First thread", isPrivate: false)),
        (Public, 2, "message.posted", Posted(1, John, "john", "one", Public, 2, "a")),
        (Public, 3, "message.posted", Posted(2, Bill, "bill", "two", Public, 3, null)),
        (Secret, 1, "thread.created", Created(Secret, "Secret", isPrivate: true)),
        (Secret, 2, "message.posted", Posted(3, John, "john", "three", Secret, 2, "b")),
    ];

    private static string Created(long thread, string name, bool isPrivate) =>
        $$$"""{"type":"thread.created","thread":{"id":{{{thread}}},"name":"{{{name}}}","private":{{{(isPrivate ? "true" : "false")}}},"offset":1,"lastMessageAt":null}}""";

    private static string Posted(long id, long author, string username, string text, long thread, long offset, string? clientId) =>
        $$$"""{"type":"message.posted","message":{"id":{{{id}}},"user":{"id":{{{author}}},"username":"{{{username}}}"},"text":"{{{text}}}","thread":{{{thread}}},"offset":{{{offset}}},{{{(clientId is null ? "" : $"\"clientId\":\"{clientId}\",")}}}"createdAt":"1970-01-01T00:00:0{{{offset}}}Z"}}""";

    private const string Rows =
        """
        INSERT INTO users (id, role, created, user_name, normalized_user_name, lockout_enabled, access_failed_count) VALUES
            (1, 2, 1000, 'john', 'JOHN', TRUE, 0), (2, 0, 1000, 'bill', 'BILL', TRUE, 0);
        INSERT INTO threads (id, name, kind, visibility, created, last_offset, last_message_at) VALUES
            (1, 'First thread', 0, 0, 1000, 3, 3000), (2, 'Secret', 0, 1, 1000, 2, 2000);
        INSERT INTO members (thread_id, user_id, role, joined, read_offset) VALUES (2, 1, 1, 1000, 0);
        INSERT INTO messages (id, thread_id, "offset", author_id, client_id, text, created) VALUES
            (1, 1, 2, 1, 'a', 'one', 2000), (2, 1, 3, 2, NULL, 'two', 3000), (3, 2, 2, 1, 'b', 'three', 2000);
        """;

    // Ids are given, so the counters have to be told; on SQLite they tell themselves.
    private const string Counters =
        """

        SELECT setval(pg_get_serial_sequence('users', 'id'), 2);
        SELECT setval(pg_get_serial_sequence('threads', 'id'), 2);
        SELECT setval(pg_get_serial_sequence('messages', 'id'), 3);
        """;
}
