using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Threads;

public sealed class MembershipOnSqlite() : MembershipStories(new SqliteFile());

public sealed class MembershipOnPostgres(PostgresServer server) : MembershipStories(new PostgresDatabase(server));

/// <summary>Who belongs to a thread, and what becomes of it.</summary>
public abstract class MembershipStories(TestDatabase database) : ChatStories(database)
{
    private long _bob;
    private long _carol;
    private long _secret;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _bob = await Chat.AddUserAsync("bob");
        _carol = await Chat.AddUserAsync("carol");
        _secret = (await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true)).Id;
    }

    [Fact]
    public async Task Whoever_is_invited_into_a_private_room_sees_it_from_then_on_and_is_told()
    {
        await Chat.PostedAsync(Alice, _secret, "before bob");
        Assert.IsType<PostMessage.Result.NotFound>(await Chat.PostAsync(_bob, _secret, "knock knock"));

        Assert.IsType<MemberJoined>(await DoneAsync(InviteAsync(Alice, _bob)));

        await Chat.PostedAsync(_bob, _secret, "hello");
        var listed = Assert.Single(await Chat.ListThreadsAsync(_bob));
        Assert.Equal((_secret, MemberRole.Member, 0), (listed.Id, listed.Role, listed.Unread));
        var heard = await Chat.Announcer.WaitForAsync($"thread:{_secret}", 5);
        Assert.Equal(
            $$$"""{"type":"member.joined","user":{"id":{{{_bob}}},"username":"bob"},"role":"member","by":{"id":{{{Alice}}},"username":"alice"}}""",
            heard[2].Json);
        Assert.Equal($"admit {_bob}", heard[3].Json);
        Assert.Contains("\"thread.created\"", Assert.Single(await Chat.Announcer.WaitForAsync($"user:{_bob}", 1)).Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_is_removed_hears_nothing_that_is_said_after_it()
    {
        await DoneAsync(InviteAsync(Alice, _bob));
        Assert.IsType<MemberLeft>(await DoneAsync(RemoveAsync(Alice, _bob)));
        await Chat.PostedAsync(Alice, _secret, "now that he is gone");

        Assert.IsType<PostMessage.Result.NotFound>(await Chat.PostAsync(_bob, _secret, "let me in"));
        Assert.Empty(await Chat.ListThreadsAsync(_bob));
        var heard = (await Chat.Announcer.WaitForAsync($"thread:{_secret}", 6)).Select(announced => announced.Json).ToList();
        Assert.Equal($"expel {_bob}", heard[4]);
        Assert.Contains("now that he is gone", heard[5], StringComparison.Ordinal);
        Assert.Equal($$"""{"type":"thread.left","threadId":{{_secret}}}""", (await Chat.Announcer.WaitForAsync($"user:{_bob}", 2))[1].Json);
    }

    [Fact]
    public async Task Who_has_left_lately_is_found_without_reading_the_logs()
    {
        await DoneAsync(InviteAsync(Alice, _bob));
        await DoneAsync(RemoveAsync(Alice, _bob));
        Chat.Clock.Advance(TimeSpan.FromMinutes(10));
        var later = Chat.Clock.GetUtcNow();
        await DoneAsync(InviteAsync(Alice, _carol));
        await DoneAsync(RemoveAsync(Alice, _carol));

        var found = Assert.Single(await Chat.AskAsync((ListDepartures list) => list.ExecuteAsync(later, Stop)));
        Assert.Equal((_secret, 5), (found.ThreadId, found.Event.Offset));
        Assert.Contains("ix_thread_events_created", await QueryPlan.OfAsync(Chat, db => ListDepartures.Since(db, later)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_change_that_waits_behind_its_authors_removal_is_refused()
    {
        await DoneAsync(InviteAsync(Alice, _bob));
        await using var node = NewNode();
        var before = node.Log.AppendAsync(new PostMessage.Change(_secret, _bob, "in time", null), Stop);
        var removal = node.Log.AppendAsync(new RemoveMember.Change(_secret, Alice, _bob, null), Stop);
        var after = node.Log.AppendAsync(new PostMessage.Change(_secret, _bob, "too late", null), Stop);
        await node.StartAsync();

        Assert.IsType<AppendResult.Appended>(await before.Within("the first is answered"));
        Assert.IsType<AppendResult.Appended>(await removal.Within("the removal is answered"));
        Assert.IsType<AppendResult.NotFound>(await after.Within("the last is answered"));
    }

    [Fact]
    public async Task A_public_room_can_be_joined_and_left_by_anybody()
    {
        var room = (await Chat.CreateRoomAsync(Alice, "room")).Id;

        Assert.IsType<MemberJoined>(await DoneAsync(JoinAsync(_bob, room)));
        Assert.IsType<AppendResult.Unchanged>(await JoinAsync(_bob, room));
        Assert.Equal(["alice", "bob"], (await MembersAsync(_carol, room))!.Select(member => member.User.Username));
        Assert.IsType<MemberLeft>(await DoneAsync(LeaveAsync(_bob, room)));
        Assert.IsType<AppendResult.Unchanged>(await LeaveAsync(_bob, room));
        await Chat.PostedAsync(_bob, room, "still here");
        Assert.IsType<AppendResult.NotFound>(await JoinAsync(_bob, _secret));
        Assert.Null(await MembersAsync(_bob, _secret));
    }

    [Fact]
    public async Task A_reader_reads_and_says_nothing()
    {
        await DoneAsync(InviteAsync(Alice, _bob));
        var said = await Chat.PostedAsync(_bob, _secret, "while I may");
        Assert.IsType<MemberRoleChanged>(await DoneAsync(SetRoleAsync(Alice, _bob, MemberRole.Reader)));

        Assert.IsType<PostMessage.Result.Forbidden>(await Chat.PostAsync(_bob, _secret, "psst"));
        Assert.IsType<AppendResult.Forbidden>(
            await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(_bob, said.Message.Id, null, Stop)));
        Assert.IsType<AppendResult.Forbidden>(await InviteAsync(_bob, _carol));
        Assert.Single((await Chat.ListThreadsAsync(_bob)));
    }

    [Fact]
    public async Task A_moderator_removes_members_and_no_owner()
    {
        await DoneAsync(InviteAsync(Alice, _bob));
        await DoneAsync(InviteAsync(_bob, _carol));
        Assert.IsType<AppendResult.Forbidden>(await RemoveAsync(_bob, _carol));
        await DoneAsync(SetRoleAsync(Alice, _bob, MemberRole.Moderator));

        Assert.IsType<AppendResult.Forbidden>(await SetRoleAsync(_bob, _bob, MemberRole.Owner));
        Assert.IsType<MemberLeft>(await DoneAsync(RemoveAsync(_bob, _carol)));
        await DoneAsync(InviteAsync(Alice, _carol));
        await DoneAsync(SetRoleAsync(Alice, _carol, MemberRole.Owner));
        Assert.IsType<AppendResult.Forbidden>(await RemoveAsync(_bob, Alice));
    }

    [Fact]
    public async Task The_last_owner_stays_until_somebody_else_owns_the_room()
    {
        await DoneAsync(InviteAsync(Alice, _bob));

        Assert.IsType<AppendResult.Conflict>(await LeaveAsync(Alice, _secret));
        Assert.IsType<AppendResult.Conflict>(await SetRoleAsync(Alice, Alice, MemberRole.Member));
        Assert.IsType<AppendResult.Conflict>(await RemoveAsync(Alice, Alice));
        await DoneAsync(SetRoleAsync(Alice, _bob, MemberRole.Owner));
        Assert.IsType<MemberLeft>(await DoneAsync(LeaveAsync(Alice, _secret)));
        Assert.IsType<AppendResult.Conflict>(await LeaveAsync(_bob, _secret));
    }

    [Fact]
    public async Task Whoever_runs_the_server_runs_its_public_rooms_and_no_private_one()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        var said = await Chat.PostedAsync(Alice, room.Id, "hello");
        await Chat.DoAsync((SetRole set) => set.ExecuteAsync("carol", UserRole.Administrator, Stop));

        Assert.IsType<AppendResult.Appended>(
            await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(_carol, said.Message.Id, null, Stop)));
        Assert.IsType<AppendResult.NotFound>(await InviteAsync(_carol, _carol));
    }

    [Fact]
    public async Task A_room_gets_another_name_a_topic_and_is_closed_for_good_or_not()
    {
        var room = (await Chat.CreateRoomAsync(Alice, "room")).Id;
        Assert.IsType<AppendResult.Forbidden>(await RenameAsync(_bob, room, "mine"));

        Assert.IsType<ThreadRenamed>(await DoneAsync(RenameAsync(Alice, room, "a better name")));
        Assert.IsType<TopicChanged>(await DoneAsync(Chat.AskAsync((SetTopic set) => set.ExecuteAsync(Alice, room, " about it ", null, Stop))));
        Assert.IsType<ThreadArchived>(await DoneAsync(ArchiveAsync(Alice, room, true)));

        var seen = (await Chat.AskAsync((FindThread find) => find.ExecuteAsync(_bob, room, Stop)))!;
        Assert.Equal(("a better name", "about it", Chat.Clock.GetUtcNow()), (seen.Name, seen.Topic, seen.ArchivedAt));
        Assert.IsType<PostMessage.Result.Conflict>(await Chat.PostAsync(_bob, room, "too late"));
        Assert.IsType<AppendResult.Conflict>(await RenameAsync(Alice, room, "again"));
        Assert.IsType<ThreadReopened>(await DoneAsync(ArchiveAsync(Alice, room, false)));
        await Chat.PostedAsync(_bob, room, "in time");
        Assert.Equal([1L, 2, 3, 4, 5, 6], await Chat.EventOffsetsAsync(room));
    }

    [Fact]
    public async Task Asking_again_finds_the_same_direct_conversation()
    {
        var first = await DirectAsync(Alice, _bob);
        var again = await DirectAsync(_bob, Alice, _bob);
        var three = await DirectAsync(Alice, _bob, _carol);

        Assert.Equal(first, again);
        Assert.NotEqual(first.Id, three.Id);
        Assert.Equal(("alice, bob", true, true), (first.Name, first.Private, first.Direct));
        Assert.Null(await Chat.AskAsync((FindThread find) => find.ExecuteAsync(_carol, first.Id, Stop)));
        await Chat.PostedAsync(_bob, first.Id, "just us");
        Assert.IsType<AppendResult.Forbidden>(await InviteAsync(Alice, _carol, first.Id));
        Assert.IsType<OpenDirect.Result.NotFound>(await Chat.AskAsync((OpenDirect open) => open.ExecuteAsync(Alice, [4711], Stop)));
        Assert.Equal([1L, 2], await Chat.EventOffsetsAsync(first.Id));
        await Chat.Announcer.WaitForAsync($"user:{_bob}", 2);
    }

    [Fact]
    public async Task People_who_ask_for_each_other_at_once_find_one_conversation()
    {
        Expected.UnionWith([10000, 20102]);
        await using var node = NewNode();
        await node.StartAsync();

        var found = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() =>
            (i % 2 == 0 ? Chat : node).AskAsync((OpenDirect open) => open.ExecuteAsync(i % 3 == 0 ? Alice : _bob, [Alice, _bob], Stop)))));

        Assert.Single(found.Select(result => Assert.IsType<OpenDirect.Result.Opened>(result).Thread.Id).Distinct());
        Assert.Equal(1, await Chat.QueryAsync(db => db.Threads.CountAsync(thread => thread.Kind == ThreadKind.Direct, Stop)));
    }

    [Fact]
    public async Task A_message_answers_another_of_its_thread()
    {
        var room = (await Chat.CreateRoomAsync(Alice, "room")).Id;
        var asked = (await Chat.PostedAsync(Alice, room, "who?")).Message;
        var answered = Assert.IsType<PostMessage.Result.Posted>(
            await Chat.AskAsync((PostMessage post) => post.ExecuteAsync(_bob, room, "me", null, Stop, asked.Id)));
        await Chat.AskAsync((AddReaction add) => add.ExecuteAsync(_bob, answered.Message.Id, "👍", null, Stop));

        Assert.Equal(new QuoteView(asked.Id, asked.Offset, asked.User), answered.Message.ReplyTo);
        var page = Assert.IsType<ShowHistory.Result.Page>(
            await Chat.AskAsync((ShowHistory show) => show.ExecuteAsync(Alice, room, null, null, Stop)));
        Assert.Equal(answered.Message.ReplyTo! with { Text = "who?" }, page.Messages[1].ReplyTo);
        Assert.IsType<PostMessage.Result.Conflict>(
            await Chat.AskAsync((PostMessage post) => post.ExecuteAsync(Alice, _secret, "from elsewhere", null, Stop, asked.Id)));
    }

    [Fact]
    public async Task A_list_of_threads_comes_in_pages_that_fit_together()
    {
        for (var i = 0; i < 7; i++)
        {
            // Three of one age: the id decides.
            if (i is not (3 or 4))
                Chat.Clock.Advance(TimeSpan.FromMinutes(1));
            await Chat.CreateRoomAsync(Alice, $"room {i}");
        }

        var whole = (await Chat.ListThreadsAsync(_bob)).Select(thread => thread.Id).ToList();
        var paged = new List<long>();
        Place? after = null;
        do
        {
            var page = await Chat.AskAsync((ListThreads list) => list.ExecuteAsync(_bob, after, 3, Stop));
            Assert.InRange(page.Threads.Count, 1, 3);
            paged.AddRange(page.Threads.Select(thread => thread.Id));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(7, whole.Count);
        Assert.Equal(whole, paged);
    }

    private static async Task<EventContent> DoneAsync(Task<AppendResult> change) => Assert.IsType<AppendResult.Appended>(await change).Content;

    private Task<AppendResult> InviteAsync(long userId, long invitedId, long? threadId = null) =>
        Chat.AskAsync((InviteMember invite) => invite.ExecuteAsync(userId, threadId ?? _secret, invitedId, null, Stop)).Within("the invitation is answered");

    private Task<AppendResult> RemoveAsync(long userId, long removedId) =>
        Chat.AskAsync((RemoveMember remove) => remove.ExecuteAsync(userId, _secret, removedId, null, Stop)).Within("the removal is answered");

    private Task<AppendResult> SetRoleAsync(long userId, long memberId, MemberRole role) =>
        Chat.AskAsync((SetMemberRole set) => set.ExecuteAsync(userId, _secret, memberId, role, null, Stop)).Within("the role is answered");

    private Task<AppendResult> JoinAsync(long userId, long threadId) =>
        Chat.AskAsync((JoinThread join) => join.ExecuteAsync(userId, threadId, null, Stop)).Within("joining is answered");

    private Task<AppendResult> LeaveAsync(long userId, long threadId) =>
        Chat.AskAsync((LeaveThread leave) => leave.ExecuteAsync(userId, threadId, null, Stop)).Within("leaving is answered");

    private Task<AppendResult> RenameAsync(long userId, long threadId, string name) =>
        Chat.AskAsync((RenameThread rename) => rename.ExecuteAsync(userId, threadId, name, null, Stop)).Within("the name is answered");

    private Task<AppendResult> ArchiveAsync(long userId, long threadId, bool isArchived) =>
        Chat.AskAsync((ArchiveThread archive) => archive.ExecuteAsync(userId, threadId, isArchived, null, Stop)).Within("the archive is answered");

    private Task<IReadOnlyList<MemberView>?> MembersAsync(long userId, long threadId) =>
        Chat.AskAsync((ListMembers list) => list.ExecuteAsync(userId, threadId, 0, null, Stop));

    private async Task<ThreadView> DirectAsync(long userId, params long[] others)
    {
        var result = await Chat.AskAsync((OpenDirect open) => open.ExecuteAsync(userId, others, Stop)).Within("the conversation is there");
        return Assert.IsType<OpenDirect.Result.Opened>(result).Thread;
    }
}
