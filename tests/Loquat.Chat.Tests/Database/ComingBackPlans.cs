using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Database;

public sealed class ComingBackPlansOnSqlite() : ComingBackPlans(new SqliteFile());

public sealed class ComingBackPlansOnPostgres(PostgresServer server) : ComingBackPlans(new PostgresDatabase(server));

/// <summary>What everybody asks who comes back is found by indexes: it costs as much as there are people who ask, however many others and threads there are.</summary>
public abstract class ComingBackPlans(TestDatabase database) : ChatStories(database)
{
    [Fact]
    public async Task Whose_bearers_these_are_is_found_by_their_hashes()
    {
        byte[][] hashes = [[1], [2]];

        var plan = await QueryPlan.OfAsync(Chat, db => KnownBearers.Living(db, hashes, Chat.Clock.GetUtcNow()));

        Assert.Contains("ix_auth_tokens_hash", plan, StringComparison.Ordinal);
        AssertReadsNoWholeTable(plan);
    }

    [Fact]
    public async Task Whose_private_threads_there_are_is_found_by_their_members()
    {
        var plan = await QueryPlan.OfAsync(Chat, db => SeenThreads.Joined(db, [1, 2]));

        Assert.Contains("ix_members_user_id", plan, StringComparison.Ordinal);
        AssertReadsNoWholeTable(plan);
    }

    [Fact]
    public async Task Which_branches_people_follow_is_found_by_their_followers()
    {
        var plan = await QueryPlan.OfAsync(Chat, db => SeenThreads.Followed(db, [1, 2]));

        Assert.Contains("followers", plan, StringComparison.Ordinal);
        AssertReadsNoWholeTable(plan);
    }

    [Fact]
    public async Task Which_rooms_everybody_sees_is_found_without_the_branches_and_conversations()
    {
        var plan = await QueryPlan.OfAsync(Chat, SeenThreads.Open);

        Assert.Contains("ix_threads_created", plan, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whether_people_see_threads_is_found_by_the_threads()
    {
        var plan = await QueryPlan.OfAsync(Chat, db => db.Database.IsNpgsql() ? SeenThreads.Among(db, [1, 2], [3, 4]) : SeenThreads.Among(db, 1, [3, 4]));

        AssertReadsNoWholeTable(plan);
    }

    [Fact]
    public async Task How_long_logs_are_is_found_by_their_threads()
    {
        var plan = await QueryPlan.OfAsync(Chat, db => ReadTops.Heads(db, [1, 2]));

        AssertReadsNoWholeTable(plan);
    }

    // What SQLite scans may be the list of what is asked for, which it calls json_each by a letter, and nothing else.
    private static void AssertReadsNoWholeTable(string plan)
    {
        Assert.DoesNotContain("Seq Scan", plan, StringComparison.Ordinal);
        var scans = plan.Split('\n').Where(line => line.Contains("SCAN", StringComparison.Ordinal));
        Assert.All(scans, scan => Assert.Contains("VIRTUAL TABLE", scan, StringComparison.Ordinal));
    }
}
