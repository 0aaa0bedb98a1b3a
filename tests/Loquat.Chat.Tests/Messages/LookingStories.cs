using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Chat.Users;
using Loquat.Testing;

namespace Loquat.Chat.Tests.Messages;

public sealed class LookingOnSqlite() : LookingStories(new SqliteFile());

public sealed class LookingOnPostgres(PostgresServer server) : LookingStories(new PostgresDatabase(server));

/// <summary>Finding messages, rooms and people.</summary>
public abstract class LookingStories(TestDatabase database) : ChatStories(database)
{
    private long _bob;
    private long _room;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _bob = await Chat.AddUserAsync("bob");
        _room = (await Chat.CreateRoomAsync(Alice, "room")).Id;
    }

    [Fact]
    public async Task History_goes_on_upward_downward_and_around_a_place()
    {
        for (var i = 1; i <= 9; i++)
            await Chat.PostedAsync(Alice, _room, $"{i}");

        // The first message has the offset 2.
        Assert.Equal(("7 8 9", true, false), await TextsAsync(limit: 3));
        Assert.Equal(("4 5 6", true, true), await TextsAsync(before: 8, limit: 3));
        Assert.Equal(("1 2 3", false, true), await TextsAsync(after: 0, limit: 3));
        Assert.Equal(("4 5 6", true, true), await TextsAsync(after: 4, limit: 3));
        Assert.Equal(("8 9", true, false), await TextsAsync(after: 8, limit: 3));
        Assert.Equal(("", true, false), await TextsAsync(after: long.MaxValue, limit: 3));
        Assert.Equal(("3 4 5 6", true, true), await TextsAsync(around: 6, limit: 4));
        Assert.Equal(("4 5 6", true, true), await TextsAsync(around: 6, limit: 3));
        Assert.Equal(("1 2", false, true), await TextsAsync(around: 1, limit: 4));
        Assert.IsType<ShowHistory.Result.Invalid>(
            await Chat.AskAsync((ShowHistory show) => show.ExecuteAsync(Alice, _room, 1, null, Stop, after: 1)));
    }

    [Fact]
    public async Task A_quote_says_what_its_message_says_now_and_nothing_of_a_deleted_one()
    {
        var asked = (await Chat.PostedAsync(Alice, _room, new string('a', 300))).Message;
        await Chat.AskAsync((PostMessage post) => post.ExecuteAsync(_bob, _room, "me", null, Stop, asked.Id)).Within("it is posted");

        Assert.Equal(new string('a', 200), (await QuoteAsync()).Text);
        await Chat.AskAsync((EditMessage edit) => edit.ExecuteAsync(Alice, asked.Id, "who?", null, Stop)).Within("it is edited");
        Assert.Equal("who?", (await QuoteAsync()).Text);
        await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(Alice, asked.Id, null, Stop)).Within("it is deleted");
        Assert.Equal(new QuoteView(asked.Id, asked.Offset, asked.User, null, Chat.Clock.GetUtcNow()), await QuoteAsync());
        Assert.DoesNotContain(
            (await Chat.Announcer.WaitForAsync($"thread:{_room}", 5)).Skip(2),
            told => told.Json.Contains("\"text\":\"aaa", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_message_is_found_by_its_id_with_its_thread()
    {
        var secret = (await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true)).Id;
        var hidden = (await Chat.PostedAsync(Alice, secret, "hidden")).Message;
        var open = (await Chat.PostedAsync(Alice, _room, "open")).Message;
        await Chat.AskAsync((AddReaction add) => add.ExecuteAsync(_bob, open.Id, "👍", null, Stop)).Within("the reaction is there");

        var found = (await Chat.AskAsync((ShowMessage show) => show.ExecuteAsync(_bob, open.Id, Stop)))!;

        Assert.Equal(("open", _room, 1), (found.Message.Text, found.Thread.Id, found.Message.Reactions!.Count));
        Assert.Null(await Chat.AskAsync((ShowMessage show) => show.ExecuteAsync(_bob, hidden.Id, Stop)));
        Assert.Null(await Chat.AskAsync((ShowMessage show) => show.ExecuteAsync(_bob, 4711, Stop)));
    }

    [Fact]
    public async Task Pins_are_listed_the_newest_first_in_pages_that_fit_together()
    {
        for (var i = 1; i <= 5; i++)
        {
            var message = (await Chat.PostedAsync(Alice, _room, $"{i}")).Message;
            if (i != 3)
                await Chat.AskAsync((PinMessage pin) => pin.ExecuteAsync(_bob, message.Id, i != 4, null, Stop)).Within("it is pinned or not");
            Chat.Clock.Advance(TimeSpan.FromSeconds(1));
        }

        var first = (await Chat.AskAsync((ListPins list) => list.ExecuteAsync(_bob, _room, null, 2, Stop)))!;
        var second = (await Chat.AskAsync((ListPins list) => list.ExecuteAsync(_bob, _room, first.Next, 2, Stop)))!;

        Assert.Equal(["5", "2", "1"], first.Messages.Concat(second.Messages).Select(message => message.Text));
        Assert.Null(second.Next);
        Assert.Null(await Chat.AskAsync((ListPins list) => list.ExecuteAsync(_bob, 4711, null, null, Stop)));
    }

    [Fact]
    public async Task Public_rooms_are_on_offer_until_they_are_joined_or_closed()
    {
        Chat.Clock.Advance(TimeSpan.FromMinutes(1));
        var kitchen = (await Chat.CreateRoomAsync(Alice, "Kitchen")).Id;
        await Chat.CreateRoomAsync(Alice, "secret kitchen", isPrivate: true);
        var cellar = (await Chat.CreateRoomAsync(Alice, "Cellar")).Id;
        await Chat.AskAsync((ArchiveThread archive) => archive.ExecuteAsync(Alice, cellar, true, null, Stop)).Within("it is closed");

        Assert.Equal([("Kitchen", 1), ("room", 1)], (await BrowseAsync(_bob, null)).Rooms.Select(room => (room.Name, room.Members)));
        Assert.Equal(["Kitchen"], (await BrowseAsync(_bob, "ITCH")).Rooms.Select(room => room.Name));
        Assert.Empty((await BrowseAsync(Alice, null)).Rooms);
        var first = await BrowseAsync(_bob, null, limit: 1);
        var second = await BrowseAsync(_bob, null, first.Next, 1);
        Assert.Equal([kitchen, _room], first.Rooms.Concat(second.Rooms).Select(room => room.Id));
        Assert.Null(second.Next);
        await Chat.AskAsync((JoinThread join) => join.ExecuteAsync(_bob, kitchen, null, Stop)).Within("it is joined");
        Assert.Equal(["room"], (await BrowseAsync(_bob, null)).Rooms.Select(room => room.Name));
    }

    [Fact]
    public async Task People_are_found_by_how_they_begin_the_last_speaker_first_then_members()
    {
        var names = new List<long>();
        foreach (var name in new[] { "kim", "kit", "kay", "Kurt", "zoe" })
            names.Add(await Chat.AddUserAsync(name));
        await Chat.PostedAsync(names[0], _room, "first");
        await Chat.PostedAsync(names[3], _room, "last");
        await Chat.AskAsync((JoinThread join) => join.ExecuteAsync(names[1], _room, null, Stop)).Within("it is joined");

        var found = (await FindAsync("K", _room))!;

        Assert.Equal([("Kurt", false), ("kim", false), ("kit", true), ("kay", false)], found.Select(person => (person.Username, person.Member!.Value)));
        Assert.Equal(["kay", "kim", "kit", "Kurt"], (await FindAsync(" k", null))!.Select(person => person.Username));
        Assert.Empty((await FindAsync("%", _room))!);
        Assert.Null(await FindAsync("k", 4711));
        Assert.Equal(["alice", "bob", "kim"], (await Chat.AskAsync((ListPeople list) => list.ExecuteAsync(0, 3, Stop))).Select(person => person.Username));
        Assert.Equal(["kay"], (await Chat.AskAsync((ListPeople list) => list.ExecuteAsync(names[1], 1, Stop))).Select(person => person.Username));
    }

    [Fact]
    public async Task A_thread_is_shown_with_how_many_belong_to_it()
    {
        await Chat.PostedAsync(Alice, _room, "hello @bob");

        var shown = (await Chat.AskAsync((ShowThread show) => show.ExecuteAsync(_bob, _room, Stop)))!;

        Assert.Equal((_room, 1, 1, 1), (shown.Thread.Id, shown.Thread.Unread, shown.Thread.Mentions, shown.Members));
        Assert.Null(await Chat.AskAsync((ShowThread show) => show.ExecuteAsync(_bob, 4711, Stop)));
    }

    private async Task<(string Texts, bool More, bool Newer)> TextsAsync(long? before = null, long? after = null, long? around = null, int? limit = null)
    {
        var page = Assert.IsType<ShowHistory.Result.Page>(
            await Chat.AskAsync((ShowHistory show) => show.ExecuteAsync(Alice, _room, before, limit, Stop, after, around)));
        return (string.Join(' ', page.Messages.Select(message => message.Text)), page.More, page.Newer);
    }

    private async Task<QuoteView> QuoteAsync()
    {
        var page = Assert.IsType<ShowHistory.Result.Page>(
            await Chat.AskAsync((ShowHistory show) => show.ExecuteAsync(Alice, _room, null, null, Stop)));
        return page.Messages[^1].ReplyTo!;
    }

    private Task<BrowseRooms.Page> BrowseAsync(long userId, string? query, Place? after = null, int? limit = null) =>
        Chat.AskAsync((BrowseRooms browse) => browse.ExecuteAsync(userId, query, after, limit, Stop));

    private Task<IReadOnlyList<PersonView>?> FindAsync(string query, long? threadId) =>
        Chat.AskAsync((FindPeople find) => find.ExecuteAsync(_bob, query, threadId, null, Stop));
}
