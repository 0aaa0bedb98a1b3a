using Loquat.Chat.Messages;
using Loquat.Chat.Threads;
using Loquat.Testing;

namespace Loquat.Chat.Tests.Messages;

public sealed class PostMessageOnSqlite() : PostMessageStories(new SqliteFile());

public sealed class PostMessageOnPostgres(PostgresServer server) : PostMessageStories(new PostgresDatabase(server));

public abstract class PostMessageStories(TestDatabase database) : ChatStories(database)
{
    [Theory]
    [InlineData("")]
    [InlineData(" \t\n ")]
    public async Task Text_that_cannot_be_kept_or_shown_is_refused(string text)
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");

        Assert.IsType<PostMessage.Result.Invalid>(await Chat.PostAsync(Alice, room.Id, text));
        Assert.Equal([1L], await Chat.EventOffsetsAsync(room.Id));
    }

    [Theory]
    [InlineData(0xD83D)]
    [InlineData(0xDE00)]
    [InlineData(0)]
    public async Task Half_a_character_and_NUL_are_refused(int codeUnit)
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");

        Assert.IsType<PostMessage.Result.Invalid>(await Chat.PostAsync(Alice, room.Id, $"in the middle {(char)codeUnit} of it"));
        Assert.IsType<PostMessage.Result.Invalid>(await Chat.PostAsync(Alice, room.Id, $"at the end {(char)codeUnit}"));
        Assert.Equal([1L], await Chat.EventOffsetsAsync(room.Id));
    }

    [Fact]
    public async Task The_longest_text_is_kept_and_a_longer_one_refused()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        var longest = string.Concat(Enumerable.Repeat("\ud83d\ude00", Message.MaxTextLength / 2));

        Assert.Equal(longest, (await Chat.PostedAsync(Alice, room.Id, longest)).Message.Text);
        Assert.IsType<PostMessage.Result.Invalid>(await Chat.PostAsync(Alice, room.Id, longest + "!"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("12345678901234567890123456789012345678901234567890123456789012345")]
    [InlineData("\0")]
    public async Task A_client_id_that_cannot_be_kept_is_refused(string clientId)
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");

        Assert.IsType<PostMessage.Result.Invalid>(await Chat.PostAsync(Alice, room.Id, "hello", clientId));
    }

    [Fact]
    public async Task A_thread_moves_on_with_each_message()
    {
        var room = await Chat.CreateRoomAsync(Alice, "room");
        Chat.Clock.Advance(TimeSpan.FromMinutes(1));

        var posted = await Chat.PostedAsync(Alice, room.Id, "hello");

        Assert.Equal(new ThreadView(room.Id, "room", false, 2, Chat.Clock.GetUtcNow()), posted.Thread);
        Assert.Equal(posted.Thread, await Chat.AskAsync((FindThread find) => find.ExecuteAsync(Alice, room.Id, Stop)));
    }

    [Theory]
    [InlineData("alice", false, true)]
    [InlineData("alice", true, true)]
    [InlineData("bob", false, true)]
    [InlineData("bob", true, false)]
    [InlineData("nobody", true, false)]
    public async Task Whoever_may_not_see_a_thread_finds_that_it_does_not_exist(string who, bool isPrivate, bool sees)
    {
        var bob = await Chat.AddUserAsync("bob");
        var room = await Chat.CreateRoomAsync(Alice, "room", isPrivate);
        var user = who switch { "alice" => Alice, "bob" => bob, _ => 4711 };

        var found = await Chat.AskAsync((FindThread find) => find.ExecuteAsync(user, room.Id, Stop));
        var listed = await Chat.ListThreadsAsync(user);
        var history = await Chat.AskAsync((ShowHistory show) => show.ExecuteAsync(user, room.Id, null, null, Stop));
        var posted = await Chat.PostAsync(user, room.Id, "hello");

        Assert.Equal(sees, found is not null);
        Assert.Equal(sees ? [room.Id] : [], listed.Select(thread => thread.Id));
        Assert.Equal(sees, history is ShowHistory.Result.Page);
        Assert.Equal(sees, posted is PostMessage.Result.Posted);
        Assert.Equal(!sees, history is ShowHistory.Result.NotFound);
        Assert.Equal(!sees, posted is PostMessage.Result.NotFound);
    }

    [Fact]
    public async Task A_message_to_a_thread_that_is_not_there_finds_nothing() =>
        Assert.IsType<PostMessage.Result.NotFound>(await Chat.PostAsync(Alice, 4711, "hello"));

    [Fact]
    public async Task Nobody_who_does_not_exist_can_write() =>
        Assert.IsType<PostMessage.Result.NotFound>(
            await Chat.PostAsync(4711, (await Chat.CreateRoomAsync(Alice, "room")).Id, "hello"));
}
