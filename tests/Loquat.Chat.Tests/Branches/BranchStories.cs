using Loquat.Chat.Branches;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Tests.Messages;
using Loquat.Chat.Threads;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Branches;

public sealed class BranchesOnSqlite() : BranchStories(new SqliteFile());

public sealed class BranchesOnPostgres(PostgresServer server) : BranchStories(new PostgresDatabase(server));

/// <summary>Conversations that start from a message.</summary>
public abstract class BranchStories(TestDatabase database) : ChatStories(database)
{
    private long _bob;
    private long _carol;
    private long _room;
    private MessageView _question = null!;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _bob = await Chat.AddUserAsync("bob");
        _carol = await Chat.AddUserAsync("carol");
        _room = (await Chat.CreateRoomAsync(Alice, "room")).Id;
        _question = (await Chat.PostedAsync(Alice, _room, "what do we do?")).Message;
    }

    [Fact]
    public async Task Asking_again_finds_the_same_branch()
    {
        var first = await BranchAsync(_bob, _question.Id);
        var again = await BranchAsync(Alice, _question.Id);

        Assert.Equal(first, again);
        Assert.Equal(new ParentView(_room, _question.Id), first.Parent);
        Assert.Equal([1L], await Chat.EventOffsetsAsync(first.Id));
        Assert.Equal([1L, 2, 3], await Chat.EventOffsetsAsync(_room));
        Assert.DoesNotContain(await Chat.ListThreadsAsync(_bob), thread => thread.Id == first.Id);
    }

    [Fact]
    public async Task People_who_ask_at_once_find_one_branch()
    {
        Expected.UnionWith([10000, 20102]);
        await using var node = NewNode();
        await node.StartAsync();

        var found = await Task.WhenAll(Enumerable.Range(0, 20).Select(i => Task.Run(() =>
            (i % 2 == 0 ? Chat : node).AskAsync((StartBranch start) => start.ExecuteAsync(_bob, _question.Id, Stop))))).Within("all are answered");

        Assert.Single(found.Select(result => Assert.IsType<StartBranch.Result.Opened>(result).Thread.Id).Distinct());
        Assert.Equal(1, await Chat.QueryAsync(db => db.Threads.CountAsync(thread => thread.Kind == ThreadKind.Branch, Stop)));
        Assert.Equal([1L, 2, 3], await Chat.EventOffsetsAsync(_room));
    }

    [Fact]
    public async Task The_message_shows_what_was_said_in_its_branch_by_page_and_by_events_alike()
    {
        var replica = new Replica((await HistoryAsync(Alice, _room)).Messages);
        var branch = (await BranchAsync(_bob, _question.Id)).Id;
        var first = await Chat.PostedAsync(_bob, branch, "this");
        Chat.Clock.Advance(TimeSpan.FromMinutes(1));
        var last = await Chat.PostedAsync(_carol, branch, "or that");
        await Chat.PostedAsync(_carol, branch, "not this");
        await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(_bob, first.Message.Id, null, Stop)).Within("it is deleted");
        await Chat.AskAsync((EditMessage edit) => edit.ExecuteAsync(Alice, _question.Id, "what shall we do?", null, Stop)).Within("it is edited");

        var page = await HistoryAsync(Alice, _room);
        foreach (var logged in (await Chat.AskAsync((ReadLog read) => read.ExecuteAsync(_room, 2, 100, Stop)))!.Events)
            replica.Apply(EventContent.Parse(logged.Type, logged.Payload));

        var mark = page.Messages.Single().Branch!;
        Assert.Equal((branch, 2, last.Message.CreatedAt), (mark.Id, mark.Replies, mark.LastAt!.Value));
        Assert.Equal(["bob", "carol"], mark.People.Select(person => person.Username));
        Assert.Equal(ChatJsonOf(page.Messages), ChatJsonOf(replica.Messages));
        Assert.Equal([1L, 2, 3, 4, 5, 6, 7, 8], (await Chat.Announcer.WaitForAsync($"thread:{_room}", 8)).Select(told => told.Position!.Value.Offset));
        Assert.DoesNotContain(Chat.Announcer.On("chat"), told => told.Json.Contains("this", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_repeated_reply_counts_once()
    {
        var branch = (await BranchAsync(_bob, _question.Id)).Id;
        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Chat.PostedAsync(_bob, branch, "once", "the-same")));

        Assert.Equal(1, (await HistoryAsync(Alice, _room)).Messages[0].Branch!.Replies);
        Assert.Equal([1L, 2, 3, 4], await Chat.EventOffsetsAsync(_room));
    }

    [Fact]
    public async Task Whoever_takes_part_is_called_or_asked_the_question_follows_and_finds_it_unread()
    {
        var branch = (await BranchAsync(_bob, _question.Id)).Id;
        await Chat.PostedAsync(_bob, branch, "ask @carol");
        await Chat.PostedAsync(_bob, branch, "please");

        Assert.Equal((2, 0), await UnreadAsync(Alice, branch));
        Assert.Equal((2, 1), await UnreadAsync(_carol, branch));
        Assert.Equal((0, 0), await UnreadAsync(_bob, branch));
        Assert.Equal([$"admit {Alice}", $"admit {_bob}", $"admit {_carol}"],
            (await Chat.Announcer.WaitForAsync($"thread:{branch}", 6)).Where(told => told.Position is null).Select(told => told.Json).Order());
        Assert.Contains("thread.followed", (await Chat.Announcer.WaitForAsync($"user:{_carol}", 1))[0].Json, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Following_is_begun_and_ended_by_choice()
    {
        var branch = (await BranchAsync(_bob, _question.Id)).Id;
        await Chat.PostedAsync(_bob, branch, "before");
        Assert.IsType<AppendResult.Noted>(await FollowAsync(_carol, branch, true));
        await Chat.PostedAsync(_bob, branch, "after");

        Assert.Equal((1, 0), await UnreadAsync(_carol, branch));
        Assert.IsType<AppendResult.Noted>(await FollowAsync(_carol, branch, false));
        Assert.Empty((await ListAsync(_carol))!.Branches);
        Assert.IsType<AppendResult.Conflict>(await FollowAsync(_carol, _room, true));
        Assert.IsType<AppendResult.NotFound>(await FollowAsync(_carol, 4711, true));
    }

    [Fact]
    public async Task A_branch_is_seen_by_whoever_sees_its_parent_and_by_nobody_else()
    {
        var secret = (await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true)).Id;
        var start = (await Chat.PostedAsync(Alice, secret, "between us")).Message;
        await MemberAsync(secret, _bob, joins: true);
        var branch = (await BranchAsync(_bob, start.Id)).Id;
        await Chat.PostedAsync(_bob, branch, "yes @carol");

        Assert.IsType<StartBranch.Result.NotFound>(await StartAsync(_carol, start.Id));
        Assert.IsType<ShowHistory.Result.NotFound>(await Chat.AskAsync((ShowHistory show) => show.ExecuteAsync(_carol, branch, null, null, Stop)));
        Assert.IsType<PostMessage.Result.NotFound>(await Chat.PostAsync(_carol, branch, "let me in"));
        Assert.Empty((await ListAsync(_carol))!.Branches);
        Assert.Empty(Chat.Announcer.On($"user:{_carol}"));

        await MemberAsync(secret, _bob, joins: false);
        Assert.IsType<PostMessage.Result.NotFound>(await Chat.PostAsync(_bob, branch, "still here?"));
        Assert.Empty((await ListAsync(_bob))!.Branches);
        Assert.Null(await Chat.AskAsync((FindThread find) => find.ExecuteAsync(_bob, branch, Stop)));
        Assert.Null(await Chat.AskAsync((ShowMessage show) => show.ExecuteAsync(_bob, start.Id, Stop)));
    }

    [Fact]
    public async Task A_removal_and_a_reply_in_one_group_do_not_pass_each_other()
    {
        var secret = (await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true)).Id;
        var start = (await Chat.PostedAsync(Alice, secret, "between us")).Message;
        await MemberAsync(secret, _bob, joins: true);
        var branch = (await BranchAsync(_bob, start.Id)).Id;

        await using var node = NewNode();
        var removal = node.Log.AppendAsync(new RemoveMember.Change(secret, Alice, _bob, null), Stop);
        var reply = node.Log.AppendAsync(new PostMessage.Change(branch, _bob, "too late", null), Stop);
        await node.StartAsync();

        Assert.IsType<AppendResult.Appended>(await removal.Within("the removal is answered"));
        Assert.IsType<AppendResult.NotFound>(await reply.Within("the reply is answered"));
    }

    [Fact]
    public async Task A_branch_has_the_end_of_its_parent_and_none_of_its_own()
    {
        var branch = (await BranchAsync(_bob, _question.Id)).Id;
        var reply = (await Chat.PostedAsync(_bob, branch, "this")).Message;

        Assert.IsType<StartBranch.Result.Forbidden>(await StartAsync(Alice, reply.Id));
        Assert.IsType<AppendResult.Forbidden>(await ArchiveAsync(branch));
        Assert.IsType<AppendResult.Forbidden>(
            await Chat.AskAsync((RenameThread rename) => rename.ExecuteAsync(Alice, branch, "mine", null, Stop)).Within("the name is answered"));
        Assert.IsType<AppendResult.Forbidden>(
            await Chat.AskAsync((JoinThread join) => join.ExecuteAsync(Alice, branch, null, Stop)).Within("joining is answered"));

        Assert.IsType<AppendResult.Appended>(await ArchiveAsync(_room));
        Assert.IsType<PostMessage.Result.Conflict>(await Chat.PostAsync(_bob, branch, "too late"));
        Assert.IsType<StartBranch.Result.Opened>(await StartAsync(_carol, _question.Id));
    }

    [Fact]
    public async Task A_deleted_message_keeps_its_branch_and_starts_none()
    {
        var other = (await Chat.PostedAsync(Alice, _room, "never mind")).Message;
        var branch = (await BranchAsync(_bob, _question.Id)).Id;
        await Chat.PostedAsync(_bob, branch, "this");
        foreach (var message in new[] { _question.Id, other.Id })
            await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(Alice, message, null, Stop)).Within("it is deleted");
        await Chat.PostedAsync(_carol, branch, "that");

        var page = await HistoryAsync(_bob, _room);
        Assert.Equal(("", 2), (page.Messages[0].Text, page.Messages[0].Branch!.Replies));
        Assert.IsType<StartBranch.Result.Conflict>(await StartAsync(_bob, other.Id));
        Assert.IsType<StartBranch.Result.NotFound>(await StartAsync(_bob, 4711));
    }

    [Fact]
    public async Task Branches_are_listed_with_the_messages_they_start_from_in_pages_that_fit_together()
    {
        var expected = new List<long>();
        for (var i = 0; i < 5; i++)
        {
            var start = (await Chat.PostedAsync(Alice, _room, $"question {i}")).Message;
            var branch = (await BranchAsync(_bob, start.Id)).Id;
            Chat.Clock.Advance(TimeSpan.FromMinutes(1));
            await Chat.PostedAsync(_bob, branch, "answer");
            expected.Insert(0, branch);
        }

        var listed = new List<ListBranches.Item>();
        Place? after = null;
        do
        {
            var page = await Chat.AskAsync((ListBranches list) => list.ExecuteAsync(_carol, _room, after, 2, Stop));
            listed.AddRange(page!.Branches);
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal(expected, listed.Select(item => item.Thread.Id));
        Assert.Equal("question 4", listed[0].Message.Text);
        Assert.Equal(expected, (await ListAsync(_bob))!.Branches.Select(item => item.Thread.Id));
        Assert.Null(await Chat.AskAsync((ListBranches list) => list.ExecuteAsync(_carol, 4711, null, null, Stop)));
    }

    [Fact]
    public async Task What_ones_devices_are_told_last_is_what_holds_however_fast_one_changes_ones_mind()
    {
        var branch = (await BranchAsync(_bob, (await Chat.PostedAsync(Alice, _room, "well?")).Message.Id)).Id;
        const int rounds = 20;
        var answers = new List<Task<AppendResult>>();
        for (var i = 0; i < rounds; i++)
            answers.AddRange([FollowAsync(_carol, branch, true), FollowAsync(_carol, branch, false)]);
        await Task.WhenAll(answers);

        var told = await Chat.Announcer.WaitForAsync($"user:{_carol}", 2 * rounds);

        Assert.Equal(
            Enumerable.Range(0, 2 * rounds).Select(i => i % 2 == 0),
            told.Select(news => news.Json.Contains("thread.followed", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_direct_conversation_branches_for_its_people()
    {
        var direct = Assert.IsType<OpenDirect.Result.Opened>(
            await Chat.AskAsync((OpenDirect open) => open.ExecuteAsync(Alice, [_bob], Stop))).Thread.Id;
        var start = (await Chat.PostedAsync(Alice, direct, "lunch?")).Message;
        var branch = (await BranchAsync(_bob, start.Id)).Id;

        await Chat.PostedAsync(_bob, branch, "yes");

        Assert.Equal((1, 0), await UnreadAsync(Alice, branch));
        Assert.IsType<StartBranch.Result.NotFound>(await StartAsync(_carol, start.Id));
    }

    private static string ChatJsonOf(IReadOnlyList<MessageView> messages) =>
        System.Text.Json.JsonSerializer.Serialize(messages, ChatJson.Plain.IReadOnlyListMessageView);

    private Task<StartBranch.Result> StartAsync(long userId, long messageId) =>
        Chat.AskAsync((StartBranch start) => start.ExecuteAsync(userId, messageId, Stop)).Within("the branch is answered");

    private async Task<ThreadView> BranchAsync(long userId, long messageId) =>
        Assert.IsType<StartBranch.Result.Opened>(await StartAsync(userId, messageId)).Thread;

    private Task<AppendResult> FollowAsync(long userId, long threadId, bool follows) =>
        Chat.AskAsync((FollowBranch follow) => follow.ExecuteAsync(userId, threadId, follows, Stop)).Within("following is answered");

    private Task<ListBranches.Page?> ListAsync(long userId) =>
        Chat.AskAsync((ListBranches list) => list.ExecuteAsync(userId, null, null, null, Stop));

    private async Task<(int Unread, int Mentions)> UnreadAsync(long userId, long branch)
    {
        var item = (await ListAsync(userId))!.Branches.Single(item => item.Thread.Id == branch);
        Assert.True(item.Thread.Follows);
        return (item.Thread.Unread, item.Thread.Mentions);
    }

    private async Task<ShowHistory.Result.Page> HistoryAsync(long userId, long threadId) => Assert.IsType<ShowHistory.Result.Page>(
        await Chat.AskAsync((ShowHistory show) => show.ExecuteAsync(userId, threadId, null, null, Stop)));

    private Task<AppendResult> ArchiveAsync(long threadId) =>
        Chat.AskAsync((ArchiveThread archive) => archive.ExecuteAsync(Alice, threadId, true, null, Stop)).Within("the archive is answered");

    private async Task MemberAsync(long threadId, long userId, bool joins) => Assert.IsType<AppendResult.Appended>(joins
        ? await Chat.AskAsync((InviteMember invite) => invite.ExecuteAsync(Alice, threadId, userId, null, Stop)).Within("the invitation is answered")
        : await Chat.AskAsync((RemoveMember remove) => remove.ExecuteAsync(Alice, threadId, userId, null, Stop)).Within("the removal is answered"));
}
