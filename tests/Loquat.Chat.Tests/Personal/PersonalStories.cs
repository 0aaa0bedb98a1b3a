using Loquat.Chat.Drafts;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Reading;
using Loquat.Chat.Saving;
using Loquat.Chat.Threads;
using Loquat.Testing;

namespace Loquat.Chat.Tests.Personal;

public sealed class PersonalOnSqlite() : PersonalStories(new SqliteFile());

public sealed class PersonalOnPostgres(PostgresServer server) : PersonalStories(new PostgresDatabase(server));

/// <summary>What is one person's own, on all of their devices, and messages that are passed on.</summary>
public abstract class PersonalStories(TestDatabase database) : ChatStories(database)
{
    private long _bob;
    private long _room;
    private long _secret;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _bob = await Chat.AddUserAsync("bob");
        _room = (await Chat.CreateRoomAsync(Alice, "room")).Id;
        _secret = (await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true)).Id;
    }

    [Fact]
    public async Task How_loud_a_thread_is_is_each_persons_own()
    {
        Assert.IsType<AppendResult.Noted>(await NotifyAsync(_room, NotificationLevel.Mentions, isMuted: true));
        Assert.IsType<AppendResult.Noted>(await NotifyAsync(_room, NotificationLevel.Nothing, isMuted: false));
        Assert.IsType<AppendResult.NotFound>(await NotifyAsync(_secret, NotificationLevel.All, isMuted: true));

        var his = (await Chat.ListThreadsAsync(_bob)).Single();
        var hers = (await Chat.ListThreadsAsync(Alice)).Single(thread => thread.Id == _room);
        Assert.Equal((NotificationLevel.Nothing, false), (his.Level, his.Muted));
        Assert.Equal((null, false), (hers.Level, hers.Muted));
        Assert.Equal(
            $$"""{"type":"thread.notify","threadId":{{_room}},"level":"mentions","muted":true}""",
            (await Chat.Announcer.WaitForAsync($"user:{_bob}", 2))[0].Json);
    }

    [Fact]
    public async Task Saved_messages_are_listed_the_last_saved_first_as_far_as_they_are_seen()
    {
        await MemberAsync(joins: true);
        var ids = new List<long>();
        foreach (var thread in new[] { _room, _secret, _room })
        {
            var message = (await Chat.PostedAsync(Alice, thread, $"message {ids.Count}")).Message;
            ids.Add(message.Id);
            Chat.Clock.Advance(TimeSpan.FromSeconds(1));
            Assert.IsType<AppendResult.Noted>(await SaveAsync(message.Id));
        }

        Assert.IsType<AppendResult.Noted>(await SaveAsync(ids[0]));
        var first = await ListSavedAsync(null, 2);
        var second = await ListSavedAsync(first.Next, 2);
        Assert.Equal([ids[2], ids[1], ids[0]], first.Saved.Concat(second.Saved).Select(item => item.Message.Id));
        Assert.Null(second.Next);
        Assert.Equal(Chat.Clock.GetUtcNow(), first.Saved[0].SavedAt);

        await MemberAsync(joins: false);
        await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(Alice, ids[2], null, Stop)).Within("it is deleted");
        Assert.Equal([("", ids[2]), ("message 0", ids[0])], (await ListSavedAsync(null, null)).Saved.Select(item => (item.Message.Text, item.Message.Id)));
        Assert.IsType<AppendResult.NotFound>(await SaveAsync(ids[1]));
        Assert.IsType<AppendResult.Conflict>(await SaveAsync(ids[2]));
        Assert.IsType<AppendResult.Noted>(await SaveAsync(ids[2], isSaved: false));
        Assert.Equal([ids[0]], (await ListSavedAsync(null, null)).Saved.Select(item => item.Message.Id));
    }

    [Fact]
    public async Task The_draft_that_was_typed_last_stays_whatever_comes_late()
    {
        var now = Chat.Clock.GetUtcNow();
        await DraftAsync(_room, "typed later", now.AddSeconds(-1));
        var late = await DraftAsync(_room, "typed before, sent late", now.AddSeconds(-5));
        Assert.Equal(new DraftView(_room, "typed later", now.AddSeconds(-1)), late);

        Assert.Equal(now, (await DraftAsync(_room, "from the future", now.AddHours(1))).UpdatedAt);
        Assert.Equal(["from the future"], (await DraftsAsync()).Select(draft => draft.Text));
        Assert.Equal("", (await DraftAsync(_room, "  ", null)).Text);
        Assert.Empty(await DraftsAsync());
        Assert.IsType<AppendResult.NotFound>(Assert.IsType<SetDraft.Result.Refused>(
            await Chat.AskAsync((SetDraft set) => set.ExecuteAsync(_bob, _secret, "hidden", null, Stop))).Reason);
        Assert.IsType<AppendResult.Invalid>(Assert.IsType<SetDraft.Result.Refused>(
            await Chat.AskAsync((SetDraft set) => set.ExecuteAsync(_bob, _room, new string('x', 16_001), null, Stop))).Reason);
    }

    [Fact]
    public async Task A_draft_that_is_sent_is_gone_and_another_is_not()
    {
        await DraftAsync(_room, "about to be said", null);
        await Chat.PostedAsync(_bob, _room, "something else");
        Assert.Single(await DraftsAsync());

        var posted = Assert.IsType<PostMessage.Result.Posted>(await Chat.AskAsync((PostMessage post) =>
            post.ExecuteAsync(_bob, _room, "about to be said", "sent", Stop, isDraft: true)).Within("it is posted"));
        await DraftAsync(_room, "typed before it was sent", posted.Message.CreatedAt.AddSeconds(-1));

        Assert.Empty(await DraftsAsync());
        Assert.Contains(
            await Chat.Announcer.WaitForAsync($"user:{_bob}", 3),
            told => told.Json.StartsWith($$"""{"type":"draft.changed","threadId":{{_room}},"text":"",""", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_is_passed_on_with_where_it_comes_from_and_calls_nobody_again()
    {
        var original = (await Chat.PostedAsync(Alice, _secret, "look @bob")).Message;
        var passed = Assert.IsType<PostMessage.Result.Posted>(await ForwardAsync(Alice, original.Id, _room, "forward")).Message;

        Assert.Equal(("look @bob", new OriginView(original.Id, _secret, original.User, original.CreatedAt), null), (passed.Text, passed.Origin, passed.Mentions));
        Assert.Equal(0, (await Chat.ListThreadsAsync(_bob)).Single().Mentions);
        var page = Assert.IsType<ShowHistory.Result.Page>(
            await Chat.AskAsync((ShowHistory show) => show.ExecuteAsync(_bob, _room, null, null, Stop)));
        Assert.Equal(passed, page.Messages.Single());

        Assert.IsType<PostMessage.Result.NotFound>(await ForwardAsync(_bob, original.Id, _room, null));
        Assert.IsType<PostMessage.Result.NotFound>(await ForwardAsync(_bob, passed.Id, _secret, null));
        await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(Alice, original.Id, null, Stop)).Within("it is deleted");
        Assert.IsType<PostMessage.Result.Conflict>(await ForwardAsync(Alice, original.Id, _room, null));
        Assert.Equal(passed, Assert.IsType<PostMessage.Result.Posted>(await ForwardAsync(Alice, original.Id, _room, "forward")).Message);
        await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(Alice, passed.Id, null, Stop)).Within("it is deleted");
        Assert.Null((await Chat.AskAsync((ShowMessage show) => show.ExecuteAsync(_bob, passed.Id, Stop)))!.Message.Origin);
    }

    private Task<AppendResult> NotifyAsync(long threadId, NotificationLevel level, bool isMuted) =>
        Chat.AskAsync((SetThreadSetting set) => set.ExecuteAsync(_bob, threadId, level, isMuted, Stop)).Within("the setting is answered");

    private Task<AppendResult> SaveAsync(long messageId, bool isSaved = true) =>
        Chat.AskAsync((SaveMessage save) => save.ExecuteAsync(_bob, messageId, isSaved, Stop)).Within("saving is answered");

    private Task<ListSaved.Page> ListSavedAsync(Place? after, int? limit) =>
        Chat.AskAsync((ListSaved list) => list.ExecuteAsync(_bob, after, limit, Stop));

    private async Task<DraftView> DraftAsync(long threadId, string text, DateTimeOffset? at) => Assert.IsType<SetDraft.Result.Kept>(
        await Chat.AskAsync((SetDraft set) => set.ExecuteAsync(_bob, threadId, text, at, Stop)).Within("the draft is answered")).Draft;

    private Task<IReadOnlyList<DraftView>> DraftsAsync() => Chat.AskAsync((ListDrafts list) => list.ExecuteAsync(_bob, Stop));

    private Task<PostMessage.Result> ForwardAsync(long userId, long messageId, long threadId, string? clientId) =>
        Chat.AskAsync((ForwardMessage forward) => forward.ExecuteAsync(userId, messageId, threadId, clientId, Stop)).Within("forwarding is answered");

    private async Task MemberAsync(bool joins) => Assert.IsType<AppendResult.Appended>(joins
        ? await Chat.AskAsync((InviteMember invite) => invite.ExecuteAsync(Alice, _secret, _bob, null, Stop)).Within("the invitation is answered")
        : await Chat.AskAsync((RemoveMember remove) => remove.ExecuteAsync(Alice, _secret, _bob, null, Stop)).Within("the removal is answered"));
}
