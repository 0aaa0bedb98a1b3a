using System.Text;
using Loquat.Chat.Log;
using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Messages;

public sealed class ChangesOnSqlite() : ChangeStories(new SqliteFile());

public sealed class ChangesOnPostgres(PostgresServer server) : ChangeStories(new PostgresDatabase(server));

/// <summary>What becomes of a message after it was posted.</summary>
public abstract class ChangeStories(TestDatabase database) : ChatStories(database)
{
    private ThreadView _room = null!;
    private MessageView _message = null!;

    private long Bob { get; set; }

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        Bob = await Chat.AddUserAsync("bob");
        _room = await Chat.CreateRoomAsync(Alice, "room");
        _message = (await Chat.PostedAsync(Bob, _room.Id, "first text")).Message;
    }

    [Fact]
    public async Task An_edited_message_keeps_its_place_and_shows_what_it_says_now()
    {
        Chat.Clock.Advance(TimeSpan.FromMinutes(1));
        var edited = await DoneAsync<MessageEdited>(EditAsync(Bob, "second text"));
        var again = await DoneAsync<MessageEdited>(EditAsync(Bob, "third text"));

        var expected = _message with { Text = "third text", EditedAt = Chat.Clock.GetUtcNow(), Revision = 2 };
        Assert.Equal((3L, 4L), (edited.Position.Offset, again.Position.Offset));
        Assert.Equal(expected, ((MessageEdited)again.Content).Message);
        Assert.Equal([expected], await HistoryAsync());
        var announced = await Chat.Announcer.WaitForAsync(Channel, 4);
        Assert.StartsWith("""{"type":"message.edited","message":{"id":""", announced[3].Json, StringComparison.Ordinal);
        Assert.Equal(["first text", "second text", "third text"], (await RevisionsAsync(Alice))!.Select(revision => revision.Text));
    }

    [Fact]
    public async Task A_message_that_was_never_edited_has_one_revision() =>
        Assert.Equal([new RevisionView(0, "first text", _message.CreatedAt)], await RevisionsAsync(Alice));

    [Fact]
    public async Task What_was_edited_very_often_is_shown_in_pages()
    {
        for (var i = 1; i <= 2 * ShowRevisions.MaxLimit; i++)
            await DoneAsync<MessageEdited>(EditAsync(Bob, $"text {i}"));

        var first = await RevisionPageAsync(after: null, limit: int.MaxValue);
        var second = await RevisionPageAsync(first.Revisions[^1].Revision, limit: null);
        var last = await RevisionPageAsync(second.Revisions[^1].Revision, limit: 5);

        Assert.Equal(Enumerable.Range(0, ShowRevisions.MaxLimit), first.Revisions.Select(revision => revision.Revision));
        Assert.Equal(Enumerable.Range(ShowRevisions.MaxLimit, ShowRevisions.MaxLimit), second.Revisions.Select(revision => revision.Revision));
        Assert.Equal($"text {2 * ShowRevisions.MaxLimit}", Assert.Single(last.Revisions).Text);
        Assert.Equal((true, true, false), (first.More, second.More, last.More));
    }

    [Fact]
    public async Task What_is_deleted_while_it_is_passed_on_is_not_said_again()
    {
        var found = new OriginView(_message.Id, _room.Id, _message.User, _message.CreatedAt);
        await DoneAsync<MessageDeleted>(DeleteAsync(Bob));

        var result = await Chat.Log.AppendAsync(new ForwardMessage.Change(_room.Id, Alice, found, ClientId: null), Stop).Within("the change is decided");

        Assert.IsType<AppendResult.Conflict>(result);
    }

    [Fact]
    public async Task What_is_edited_while_it_is_passed_on_is_said_as_it_is_now()
    {
        var found = new OriginView(_message.Id, _room.Id, _message.User, _message.CreatedAt);
        await DoneAsync<MessageEdited>(EditAsync(Bob, "second text"));

        var result = await Chat.Log.AppendAsync(new ForwardMessage.Change(_room.Id, Alice, found, ClientId: null), Stop).Within("the change is decided");

        var posted = Assert.IsType<MessagePosted>(Assert.IsType<AppendResult.Appended>(result).Content);
        Assert.Equal("second text", posted.Message.Text);
    }

    [Fact]
    public async Task A_deleted_message_leaves_its_place_and_nowhere_its_text()
    {
        await DoneAsync<MessageEdited>(EditAsync(Bob, "second text @alice"));
        await DoneAsync<ReactionAdded>(ReactAsync(Alice, "👍"));
        await DoneAsync<MessagePinned>(PinAsync(Alice, true));

        var deleted = await DoneAsync<MessageDeleted>(DeleteAsync(Bob));

        var stub = _message with { Text = "", DeletedAt = Chat.Clock.GetUtcNow(), EditedAt = Chat.Clock.GetUtcNow(), Revision = 1 };
        Assert.Equal(stub, ((MessageDeleted)deleted.Content).Message);
        Assert.Equal([stub], await HistoryAsync());
        Assert.Empty((await RevisionsAsync(Bob))!);
        Assert.Equal([1L, 2, 3, 4, 5, 6], await Chat.EventOffsetsAsync(_room.Id));
        var log = await Chat.AskAsync((ReadLog read) => read.ExecuteAsync(_room.Id, 0, 100, Stop));
        Assert.DoesNotContain(log!.Events, e => Encoding.UTF8.GetString(e.Payload).Contains("text @", StringComparison.Ordinal));
        Assert.DoesNotContain(log.Events, e => Encoding.UTF8.GetString(e.Payload).Contains("first text", StringComparison.Ordinal));
        Assert.Equal(
            ["thread.created", "message.posted", "message.edited", "reaction.added", "message.pinned", "message.deleted"],
            log.Events.Select(e => e.Type));
        Assert.Equal((0, 0, 0), await Chat.QueryAsync(async db =>
            (await db.Revisions.CountAsync(Stop), await db.Reactions.CountAsync(Stop), await db.Mentions.CountAsync(Stop))));
    }

    [Fact]
    public async Task An_edit_and_a_deletion_in_one_group_leave_no_text()
    {
        await using var node = NewNode();
        var edit = node.Log.AppendAsync(new EditMessage.Change(_room.Id, _message.Id, Bob, "hasty", null), Stop);
        var delete = node.Log.AppendAsync(new DeleteMessage.Change(_room.Id, _message.Id, Bob, null), Stop);
        var late = node.Log.AppendAsync(new EditMessage.Change(_room.Id, _message.Id, Bob, "too late", null), Stop);
        await node.StartAsync();

        Assert.IsType<MessageEdited>(Assert.IsType<AppendResult.Appended>(await edit.Within("the edit is answered")).Content);
        Assert.IsType<MessageDeleted>(Assert.IsType<AppendResult.Appended>(await delete.Within("the deletion is answered")).Content);
        Assert.IsType<AppendResult.Conflict>(await late.Within("the late edit is answered"));
        var log = await Chat.AskAsync((ReadLog read) => read.ExecuteAsync(_room.Id, 0, 100, Stop));
        Assert.DoesNotContain(log!.Events, e => Encoding.UTF8.GetString(e.Payload).Contains("hasty", StringComparison.Ordinal));
        Assert.Equal("", Assert.Single(await HistoryAsync()).Text);
    }

    [Fact]
    public async Task Authors_change_their_own_messages_and_moderators_delete_those_of_others()
    {
        var carol = await Chat.AddUserAsync("carol");

        Assert.IsType<AppendResult.Forbidden>(await EditAsync(Alice, "not mine"));
        Assert.IsType<AppendResult.Forbidden>(await DeleteAsync(carol));
        Assert.IsType<AppendResult.NotFound>(await EditAsync(4711, "nobody"));
        Assert.Equal([1L, 2], await Chat.EventOffsetsAsync(_room.Id));

        // Alice owns the room.
        await DoneAsync<MessageDeleted>(DeleteAsync(Alice));
    }

    [Fact]
    public async Task A_message_in_a_private_room_does_not_exist_for_a_stranger()
    {
        var secret = await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true);
        _message = (await Chat.PostedAsync(Alice, secret.Id, "psst")).Message;

        Assert.IsType<AppendResult.NotFound>(await EditAsync(Bob, "x"));
        Assert.IsType<AppendResult.NotFound>(await DeleteAsync(Bob));
        Assert.IsType<AppendResult.NotFound>(await ReactAsync(Bob, "👍"));
        Assert.IsType<AppendResult.NotFound>(await UnreactAsync(Bob, "👍"));
        Assert.IsType<AppendResult.NotFound>(await PinAsync(Bob, true));
        Assert.Null(await RevisionsAsync(Bob));
        Assert.Equal([1L, 2], await Chat.EventOffsetsAsync(secret.Id));
    }

    [Fact]
    public async Task What_is_deleted_can_be_changed_no_more()
    {
        await DoneAsync<MessageDeleted>(DeleteAsync(Bob));

        Assert.IsType<AppendResult.Conflict>(await EditAsync(Bob, "back again"));
        Assert.IsType<AppendResult.Conflict>(await ReactAsync(Bob, "👍"));
        Assert.IsType<AppendResult.Conflict>(await PinAsync(Bob, true));
        var unchanged = Assert.IsType<AppendResult.Unchanged>(await DeleteAsync(Bob));
        Assert.NotNull(unchanged.Content.Message!.DeletedAt);
        Assert.Equal([1L, 2, 3], await Chat.EventOffsetsAsync(_room.Id));
    }

    [Fact]
    public async Task Reactions_are_shown_in_the_order_in_which_they_came()
    {
        await DoneAsync<ReactionAdded>(ReactAsync(Alice, ":tada:"));
        await DoneAsync<ReactionAdded>(ReactAsync(Alice, "👍"));
        await DoneAsync<ReactionAdded>(ReactAsync(Bob, ":tada:"));
        var twice = await ReactAsync(Bob, ":tada:");
        await DoneAsync<ReactionRemoved>(UnreactAsync(Alice, "👍"));
        var never = await UnreactAsync(Alice, "👍");

        Assert.IsType<AppendResult.Unchanged>(twice);
        Assert.IsType<AppendResult.Unchanged>(never);
        var reaction = Assert.Single(Assert.Single(await HistoryAsync()).Reactions!);
        Assert.Equal((":tada:", 2), (reaction.Emoji, reaction.Count));
        Assert.Equal(["alice", "bob"], reaction.Users.Select(user => user.Username));
        var announced = await Chat.Announcer.WaitForAsync(Channel, 6);
        Assert.Equal(
            $$$"""{"type":"reaction.added","messageId":{{{_message.Id}}},"emoji":":tada:","user":{"id":{{{Alice}}},"username":"alice"}}""",
            announced[2].Json);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("123456789012345678901234567890123")]
    public async Task What_is_no_emoji_is_refused(string emoji) => Assert.IsType<AppendResult.Invalid>(await ReactAsync(Bob, emoji));

    [Fact]
    public async Task A_pin_is_there_until_it_is_taken_away()
    {
        await DoneAsync<MessagePinned>(PinAsync(Alice, true));
        Assert.Equal(Chat.Clock.GetUtcNow(), Assert.Single(await HistoryAsync()).PinnedAt);
        Assert.IsType<AppendResult.Unchanged>(await PinAsync(Bob, true));
        await DoneAsync<MessageUnpinned>(PinAsync(Bob, false));
        Assert.Null(Assert.Single(await HistoryAsync()).PinnedAt);
    }

    [Fact]
    public async Task Any_change_said_twice_is_done_once_and_answered_the_same_whatever_came_between()
    {
        var first = new Dictionary<string, AppendResult>();
        Dictionary<string, Func<Task<AppendResult>>> changes = new()
        {
            ["edit"] = () => EditAsync(Bob, "edited", "edit"),
            ["react"] = () => ReactAsync(Bob, "👍", "react"),
            ["react in vain"] = () => ReactAsync(Bob, "👍", "react in vain"),
            ["unreact"] = () => UnreactAsync(Bob, "👍", "unreact"),
            ["unreact in vain"] = () => UnreactAsync(Bob, "👍", "unreact in vain"),
            ["pin"] = () => PinAsync(Bob, true, "pin"),
            ["unpin"] = () => PinAsync(Bob, false, "unpin"),
        };
        foreach (var (name, change) in changes)
            first[name] = await change();

        var history = Json(await HistoryAsync());
        foreach (var (name, change) in changes)
            Assert.Equal(((AppendResult.Appended)first[name]) with { IsRepeat = true, Thread = null! }, ((AppendResult.Appended)await change()) with { Thread = null! });

        Assert.Equal(history, Json(await HistoryAsync()));
        Assert.Equal(Enumerable.Range(1, 9).Select(offset => (long)offset), await Chat.EventOffsetsAsync(_room.Id));
        var deleted = (AppendResult.Appended)await DeleteAsync(Bob, "delete");
        var again = (AppendResult.Appended)await DeleteAsync(Bob, "delete");
        Assert.Equal(deleted with { IsRepeat = true }, again);
        Assert.Equal(10, (await Chat.EventOffsetsAsync(_room.Id)).Count);
    }

    [Fact]
    public async Task A_repeated_post_is_answered_as_it_was_said_though_it_was_edited_since()
    {
        var first = await Chat.PostedAsync(Bob, _room.Id, "as it was", "c1");
        _message = first.Message;
        await DoneAsync<MessageEdited>(EditAsync(Bob, "as it is"));

        var again = await Chat.PostedAsync(Bob, _room.Id, "as it was", "c1");

        Assert.Equal((first.Message, first.Position), (again.Message, again.Position));
    }

    [Fact]
    public async Task Two_hundred_changes_sent_twice_at_once_are_each_done_once()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 400).Select(i => Task.Run(() => (i % 200 % 4) switch
        {
            0 => EditAsync(Bob, $"text {i % 200}", $"{i % 200}"),
            1 => ReactAsync(Bob, $"{i % 20}", $"{i % 200}"),
            2 => UnreactAsync(Bob, $"{i % 20 - 1}", $"{i % 200}"),
            _ => PinAsync(Bob, i % 3 == 0, $"{i % 200}"),
        })));

        var offsets = answers.Select(answer => ((AppendResult.Appended)answer).Position.Offset).Distinct().Order();
        Assert.Equal(Enumerable.Range(3, 200).Select(offset => (long)offset), offsets);
        Assert.Equal(Enumerable.Range(1, 202).Select(offset => (long)offset), await Chat.EventOffsetsAsync(_room.Id));
        Assert.Equal(50, Assert.Single(await HistoryAsync()).Revision);
        await Chat.StopAsync();
        Assert.Equal(Enumerable.Range(1, 202).Select(offset => (long)offset), Chat.Announcer.OffsetsOn(Channel));
    }

    [Fact]
    public async Task A_client_id_means_one_change_whatever_its_kind()
    {
        await DoneAsync<MessageEdited>(EditAsync(Bob, "edited", "one"));

        var other = Assert.IsType<AppendResult.Appended>(await ReactAsync(Bob, "👍", "one"));
        var post = await Chat.PostAsync(Bob, _room.Id, "hello", "one");

        Assert.IsType<MessageEdited>(other.Content);
        Assert.Equal(Reason.ClientIdUsed, Assert.IsType<PostMessage.Result.Conflict>(post).Reason);
        Assert.Equal([1L, 2, 3], await Chat.EventOffsetsAsync(_room.Id));
    }

    [Fact]
    public async Task A_page_and_the_events_after_it_make_what_a_later_page_shows()
    {
        var page = await PageAsync();
        await DoneAsync<MessageEdited>(EditAsync(Bob, "edited"));
        await DoneAsync<ReactionAdded>(ReactAsync(Alice, "👍"));
        await DoneAsync<ReactionAdded>(ReactAsync(Bob, "👍"));
        await DoneAsync<ReactionRemoved>(UnreactAsync(Alice, "👍"));
        await DoneAsync<MessagePinned>(PinAsync(Alice, true));
        await Chat.PostedAsync(Alice, _room.Id, "another");

        var replica = new Replica(page.Messages);
        var log = await Chat.AskAsync((ReadLog read) => read.ExecuteAsync(_room.Id, page.Top.Offset, 100, Stop));
        foreach (var logged in log!.Events)
            replica.Apply(EventContent.Parse(logged.Type, logged.Payload));

        var later = await PageAsync();
        Assert.Equal(later.Top, log.Top);
        Assert.Equal(Json(later.Messages), Json(replica.Messages));
    }

    private string Channel => $"thread:{_room.Id}";

    private static string Json(IReadOnlyList<MessageView> messages) => System.Text.Json.JsonSerializer.Serialize(messages, ChatJson.Plain.IReadOnlyListMessageView);

    private static async Task<AppendResult.Appended> DoneAsync<TContent>(Task<AppendResult> change)
        where TContent : EventContent
    {
        var appended = Assert.IsType<AppendResult.Appended>(await change);
        Assert.IsType<TContent>(appended.Content);
        return appended;
    }

    private Task<AppendResult> EditAsync(long userId, string text, string? clientId = null) =>
        Chat.AskAsync((EditMessage edit) => edit.ExecuteAsync(userId, _message.Id, text, clientId, Stop)).Within("the edit is answered");

    private Task<AppendResult> DeleteAsync(long userId, string? clientId = null) =>
        Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(userId, _message.Id, clientId, Stop)).Within("the deletion is answered");

    private Task<AppendResult> ReactAsync(long userId, string emoji, string? clientId = null) =>
        Chat.AskAsync((AddReaction add) => add.ExecuteAsync(userId, _message.Id, emoji, clientId, Stop)).Within("the reaction is answered");

    private Task<AppendResult> UnreactAsync(long userId, string emoji, string? clientId = null) =>
        Chat.AskAsync((RemoveReaction remove) => remove.ExecuteAsync(userId, _message.Id, emoji, clientId, Stop)).Within("its end is answered");

    private Task<AppendResult> PinAsync(long userId, bool isPinned, string? clientId = null) =>
        Chat.AskAsync((PinMessage pin) => pin.ExecuteAsync(userId, _message.Id, isPinned, clientId, Stop)).Within("the pin is answered");

    private async Task<IReadOnlyList<RevisionView>?> RevisionsAsync(long userId) =>
        (await Chat.AskAsync((ShowRevisions show) => show.ExecuteAsync(userId, _message.Id, null, null, Stop)))?.Revisions;

    private async Task<ShowRevisions.Page> RevisionPageAsync(int? after, int? limit) =>
        (await Chat.AskAsync((ShowRevisions show) => show.ExecuteAsync(Alice, _message.Id, after, limit, Stop)))!;

    private async Task<IReadOnlyList<MessageView>> HistoryAsync() => (await PageAsync()).Messages;

    private async Task<ShowHistory.Result.Page> PageAsync() => Assert.IsType<ShowHistory.Result.Page>(
        await Chat.AskAsync((ShowHistory show) => show.ExecuteAsync(Alice, _message.Thread, null, null, Stop)));
}
