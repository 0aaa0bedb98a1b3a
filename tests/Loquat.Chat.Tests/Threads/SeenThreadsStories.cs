using Loquat.Chat.Branches;
using Loquat.Chat.Log;
using Loquat.Chat.Threads;
using Loquat.Testing;

namespace Loquat.Chat.Tests.Threads;

public sealed class SeenThreadsOnSqlite() : SeenThreadsStories(new SqliteFile());

public sealed class SeenThreadsOnPostgres(PostgresServer server) : SeenThreadsStories(new PostgresDatabase(server));

/// <summary>What people may follow, asked by one or by many at once.</summary>
public abstract class SeenThreadsStories(TestDatabase database) : ChatStories(database)
{
    [Fact]
    public async Task Everybody_who_asks_at_once_gets_the_threads_they_see_the_liveliest_first()
    {
        var bob = await Chat.AddUserAsync("bob");
        var carol = await Chat.AddUserAsync("carol");
        var open = (await Chat.CreateRoomAsync(Alice, "open")).Id;
        Chat.Clock.Advance(TimeSpan.FromSeconds(1));
        var secret = (await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true)).Id;
        Chat.Clock.Advance(TimeSpan.FromSeconds(1));
        var own = (await Chat.CreateRoomAsync(carol, "carol's own", isPrivate: true)).Id;
        await DoneAsync(invite => invite.ExecuteAsync(Alice, secret, bob, null, Stop));
        Chat.Clock.Advance(TimeSpan.FromSeconds(1));
        await Chat.PostedAsync(Alice, open, "the liveliest");

        var seen = Chat.AskAsync((SeenThreads threads) => Task.WhenAll(
            threads.OfAsync(Alice, Stop), threads.OfAsync(bob, Stop), threads.OfAsync(carol, Stop)));
        // Of those who did not get into the first query; the clock does not go on by itself.
        var answers = await WithTimeAsync(seen);

        Assert.Equal([open, secret], answers[0]);
        Assert.Equal([open, secret], answers[1]);
        Assert.Equal([open, own], answers[2]);
    }

    [Fact]
    public async Task Of_branches_one_follows_those_of_rooms_that_one_sees()
    {
        var bob = await Chat.AddUserAsync("bob");
        var secret = (await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true)).Id;
        await DoneAsync(invite => invite.ExecuteAsync(Alice, secret, bob, null, Stop));
        var message = (await Chat.PostedAsync(bob, secret, "a thought")).Message;
        Chat.Clock.Advance(TimeSpan.FromSeconds(1));
        var branch = Assert.IsType<StartBranch.Result.Opened>(
            await Chat.AskAsync((StartBranch start) => start.ExecuteAsync(bob, message.Id, Stop)).Within("a branch is started")).Thread.Id;
        await Chat.PostedAsync(bob, branch, "and another");
        Assert.Equal([branch, secret], await OfAsync(bob));

        Assert.IsType<AppendResult.Appended>(await Chat.AskAsync((RemoveMember remove) => remove.ExecuteAsync(Alice, secret, bob, null, Stop)).Within("bob is removed"));
        Assert.Empty(await OfAsync(bob));
    }

    [Fact]
    public async Task Everybody_who_asks_at_once_hears_of_their_own_threads_alone()
    {
        var bob = await Chat.AddUserAsync("bob");
        var open = (await Chat.CreateRoomAsync(Alice, "open")).Id;
        var secret = (await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true)).Id;

        var answers = await WithTimeAsync(Chat.AskAsync((SeenThreads threads) => Task.WhenAll(
            threads.IsSeenAsync(Alice, open, Stop), threads.IsSeenAsync(Alice, secret, Stop),
            threads.IsSeenAsync(bob, open, Stop), threads.IsSeenAsync(bob, secret, Stop),
            threads.IsSeenAsync(bob, 4711, Stop))));

        Assert.Equal([true, true, true, false, false], answers);
    }

    [Fact]
    public async Task What_has_changed_is_seen_by_the_next_who_ask()
    {
        var bob = await Chat.AddUserAsync("bob");
        var secret = (await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true)).Id;
        Assert.False(await SeesAsync(bob, secret));

        await DoneAsync(invite => invite.ExecuteAsync(Alice, secret, bob, null, Stop));
        Assert.True(await SeesAsync(bob, secret));
        Assert.IsType<AppendResult.Appended>(await Chat.AskAsync((RemoveMember remove) => remove.ExecuteAsync(Alice, secret, bob, null, Stop)).Within("bob is removed"));
        Assert.False(await SeesAsync(bob, secret));
    }

    private Task<IReadOnlyList<long>> OfAsync(long user) =>
        Chat.AskAsync((SeenThreads threads) => threads.OfAsync(user, Stop)).Within("what is seen is answered");

    private Task<bool> SeesAsync(long user, long thread) =>
        Chat.AskAsync((SeenThreads threads) => threads.IsSeenAsync(user, thread, Stop)).Within("whether it is seen is answered");

    private async Task DoneAsync(Func<InviteMember, Task<AppendResult>> invite) =>
        Assert.IsType<AppendResult.Appended>(await Chat.AskAsync(invite).Within("an invitation is answered"));

    private async Task<T> WithTimeAsync<T>(Task<T> asking)
    {
        while (await Task.WhenAny(asking, Chat.Clock.WhenWaiting(TimeSpan.FromMilliseconds(25))).Within("an answer comes, or time is waited for") != asking)
            Chat.Clock.Advance(TimeSpan.FromMilliseconds(25));
        return await asking;
    }
}
