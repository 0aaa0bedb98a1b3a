using System.Globalization;
using Loquat.Chat.Messages;
using Loquat.Chat.Search;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loquat.Chat.Tests.Search;

public sealed class IndexOnSqlite() : IndexStories(new SqliteFile())
{
    [Fact]
    public async Task A_turn_that_read_before_another_process_took_one_changes_nothing()
    {
        var message = (await Chat.PostedAsync(Alice, Room, "before")).Message.Id;
        await Chat.IndexAsync();
        await EditAsync(message, "between");
        await using var late = new SqliteIndexWriter(Chat.Database);
        var work = late.Read();
        await EditAsync(message, "after");
        await Chat.IndexAsync();

        late.Write(work);

        Assert.Equal(["after"], await Chat.FindTextsAsync(Alice, "after"));
        Assert.Empty(await Chat.FindTextsAsync(Alice, "between"));
    }

    protected override bool IsOwnPlan(string plan) => plan.Contains("VIRTUAL TABLE", StringComparison.Ordinal) && !plan.Contains("SCAN messages", StringComparison.Ordinal);
}

public sealed class IndexOnPostgres(PostgresServer server) : IndexStories(new PostgresDatabase(server))
{
    [Fact]
    public async Task A_message_that_commits_after_one_with_a_higher_id_is_taken_in_as_well()
    {
        await using var early = await Chat.Database.Postgres.OpenConnectionAsync(Stop);
        await using var open = await early.BeginTransactionAsync(Stop);
        await using (var insert = early.CreateCommand())
        {
            insert.CommandText = $"INSERT INTO messages (thread_id, \"offset\", author_id, text, created) VALUES ({Room}, 1000, {Alice}, 'late word', 0)";
            await insert.ExecuteNonQueryAsync(Stop);
        }
        await Chat.PostedAsync(Alice, Room, "early word");
        await Chat.IndexAsync();
        Assert.Equal(["early word"], await Chat.FindTextsAsync(Alice, "word"));

        await open.CommitAsync(Stop);

        Assert.Equal(["early word", "late word"], await Chat.FindTextsAsync(Alice, "word"));
        await Chat.IndexAsync();
        Assert.Equal(["early word", "late word"], await Chat.FindTextsAsync(Alice, "word"));
    }

    [Fact]
    public async Task A_turn_that_is_killed_before_it_commits_is_done_again_by_another_node()
    {
        await Chat.PostedAsync(Alice, Room, "word");
        await using (var killed = await Chat.Database.Postgres.OpenConnectionAsync(Stop))
        await using (await killed.BeginTransactionAsync(Stop))
        {
            await using var command = killed.CreateCommand();
            command.CommandText = $"SELECT pg_advisory_xact_lock({PostgresIndexWriter.AdvisoryLock}); DELETE FROM search_changes";
            await command.ExecuteNonQueryAsync(Stop);
        }

        await using var node = NewNode();
        await node.IndexAsync();
        Assert.Equal(["word"], await Chat.FindTextsAsync(Alice, "word"));
    }

    [Fact]
    public async Task While_one_node_takes_a_turn_the_others_leave_it_to_it()
    {
        await Chat.PostedAsync(Alice, Room, "word");
        await using var first = await Chat.Database.Postgres.OpenConnectionAsync(Stop);
        await using var turn = await first.BeginTransactionAsync(Stop);
        await using (var command = first.CreateCommand())
        {
            command.CommandText = $"SELECT pg_advisory_xact_lock({PostgresIndexWriter.AdvisoryLock})";
            await command.ExecuteNonQueryAsync(Stop);
        }

        await using var writer = NewNode().Database.OpenIndexWriter();
        Assert.False(await writer.TakeTurnAsync(Stop).Within("the other node looks"));
        Assert.Equal(["word"], await Chat.FindTextsAsync(Alice, "word"));
    }

    protected override bool IsOwnPlan(string plan) => plan.Contains("_message_words", StringComparison.Ordinal) && !plan.Contains("Seq Scan", StringComparison.Ordinal);
}

/// <summary>The index of words: behind, but never wrong, and whole again whatever happens to it.</summary>
public abstract class IndexStories(TestDatabase database) : ChatStories(database)
{
    protected long Room { get; private set; }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Room = (await Chat.CreateRoomAsync(Alice, "room")).Id;
    }

    protected abstract bool IsOwnPlan(string plan);

    [Fact]
    public async Task While_many_write_and_others_index_nothing_is_missing_at_any_moment()
    {
        await using var other = NewNode();
        if (Chat.Database.IsPostgres)
            await other.StartAsync();
        var writers = Chat.Database.IsPostgres ? new[] { Chat, other, Chat, other } : [Chat, Chat, Chat, Chat];
        var isDone = false;
        var indexing = Task.WhenAll(new[] { Chat, other }.Select(node => Task.Run(async () =>
        {
            await using var writer = node.Database.OpenIndexWriter();
            while (!Volatile.Read(ref isDone))
            {
                await writer.TakeTurnAsync(Stop);
                await Task.Yield();
            }
        })));

        await Task.WhenAll(writers.Select((node, writer) => Task.Run(async () =>
        {
            for (var i = 0; i < 25; i++)
            {
                var word = string.Create(CultureInfo.InvariantCulture, $"w{writer}x{i}");
                var message = (await node.PostedAsync(Alice, Room, word)).Message.Id;
                if (i % 3 == 0)
                    await EditAsync(message, word += "edited");
                Assert.Equal([word], await node.FindTextsAsync(Alice, $"\"{word}\""));
            }
        }))).Within("everything is said and found");
        Volatile.Write(ref isDone, true);
        await indexing.Within("the indexing ends");

        await Chat.IndexAsync();
        for (var writer = 0; writer < writers.Length; writer++)
        {
            for (var i = 0; i < 25; i++)
                Assert.Single(await Chat.FindTextsAsync(Alice, string.Create(CultureInfo.InvariantCulture, $"\"w{writer}x{i}{(i % 3 == 0 ? "edited" : "")}\"")));
        }
    }

    [Fact]
    public async Task Until_the_index_has_come_to_most_of_it_answers_say_that_they_are_not_complete()
    {
        await FillAsync(IndexQuery.MaxPending + 1);
        var behind = await Chat.FindAsync(Alice, "filler", limit: 50);
        Assert.False(behind.Complete);
        Assert.Equal(50, behind.Messages.Count);

        await using (var writer = Chat.Database.OpenIndexWriter())
            await writer.TakeTurnAsync(Stop).Within("a turn is taken");
        Assert.True((await Chat.FindAsync(Alice, "filler")).Complete);
    }

    [Fact]
    public async Task The_index_is_made_anew_at_any_time()
    {
        var kept = (await Chat.PostedAsync(Alice, Room, "kept word")).Message.Id;
        await EditAsync(kept, "edited word");
        await Chat.IndexAsync();

        await Chat.DoAsync((RebuildIndex rebuild) => rebuild.ExecuteAsync(Stop)).Within("the index is made anew");

        Assert.Empty(await Chat.QueryAsync(db => IndexQuery.PendingAsync(db, Stop)));
        Assert.Equal(["edited word"], await Chat.FindTextsAsync(Alice, "word"));
    }

    [Fact]
    public async Task A_common_word_of_others_does_not_keep_anybody_from_what_is_theirs()
    {
        var bob = await Chat.AddUserAsync("bob");
        var secret = (await Chat.CreateRoomAsync(bob, "secret", isPrivate: true)).Id;
        await Chat.PostedAsync(Alice, Room, "common but mine");
        await FillAsync(3_000, secret, "common");
        await Chat.IndexAsync();

        Assert.Equal(["common but mine"], await Chat.FindTextsAsync(Alice, "common"));
        Assert.Equal(["common but mine"], await Chat.FindTextsAsync(bob, "common", Room));
    }

    [Fact]
    public async Task The_background_reader_takes_everything_in_by_itself()
    {
        await Chat.PostedAsync(Alice, Room, "word");
        using var indexer = new SearchIndexer(Chat.Database, Chat.Clock, NullLogger<SearchIndexer>.Instance);
        await indexer.StartAsync(Stop);

        await Task.Run(async () =>
        {
            while ((await Chat.QueryAsync(db => IndexQuery.PendingAsync(db, Stop))).Count > 0)
                Chat.Clock.Advance(TimeSpan.FromSeconds(2));
        }, Stop).Within("the index takes the message in");
        await indexer.StopAsync(Stop).Within("the indexer stops");

        Assert.Equal(["word"], await Chat.FindTextsAsync(Alice, "word"));
    }

    [Fact]
    public async Task Words_are_found_by_the_index_of_words()
    {
        await Chat.PostedAsync(Alice, Room, "word");
        await Chat.IndexAsync();
        Assert.Null(SearchQuery.TryParse("word wor", out var query));
        var index = new IndexQuery(query.Phrases, [[Marks.Public, Marks.Thread(1)], [Marks.Author(1)]]);

        Assert.True(IsOwnPlan(await PlanAsync(index)), await PlanAsync(index));
    }

    private Task<string> PlanAsync(IndexQuery index) => Chat.QueryAsync(async db =>
    {
        await db.Database.OpenConnectionAsync(Stop);
        await using var command = index.Newest(db, 1, 1_000, 20).CreateDbCommand();
        if (db.Database.IsNpgsql())
            await db.Database.ExecuteSqlRawAsync("SET enable_seqscan = off", Stop);

        command.CommandText = (db.Database.IsNpgsql() ? "EXPLAIN " : "EXPLAIN QUERY PLAN ") + command.CommandText;
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var lines = new List<string>();
        while (await reader.ReadAsync(Stop))
            lines.Add(reader.GetString(reader.FieldCount - 1));

        return string.Join('\n', lines);
    });

    /// <summary>As an import would.</summary>
    private Task<int> FillAsync(int count, long? thread = null, string word = "filler") => Chat.QueryAsync(db => db.Database.ExecuteSqlAsync(
        $"""
        WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})
        INSERT INTO messages (thread_id, "offset", author_id, text, created) SELECT {thread ?? Room}, 100000 + i, {Alice}, {word}, 0 FROM n
        """,
        Stop));

    protected Task EditAsync(long message, string text) =>
        Chat.AskAsync((EditMessage edit) => edit.ExecuteAsync(Alice, message, text, null, Stop)).Within("it is edited");
}
