using System.Globalization;
using Loquat.Chat.Branches;
using Loquat.Chat.Messages;
using Loquat.Chat.Search;
using Loquat.Chat.Threads;
using Loquat.Testing;
using Microsoft.EntityFrameworkCore;

namespace Loquat.Chat.Tests.Search;

public sealed class SearchOnSqlite() : SearchStories(new SqliteFile());

public sealed class SearchOnPostgres(PostgresServer server) : SearchStories(new PostgresDatabase(server));

/// <summary>What was said is found by its words, whether the index has come to it or not.</summary>
public abstract class SearchStories(TestDatabase database) : ChatStories(database)
{
    private long _bob;
    private long _room;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        _bob = await Chat.AddUserAsync("bob");
        _room = (await Chat.CreateRoomAsync(Alice, "room")).Id;
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task All_words_are_found_and_phrases_and_the_beginning_of_the_last_word_the_newest_first(bool isIndexed)
    {
        foreach (var text in new[] { "The red house", "a house, red", "RÉD hóuses", "red", "東京タワー", "foo-bar 🎉", "שלום עולם" })
            await Chat.PostedAsync(Alice, _room, text);
        if (isIndexed)
            await Chat.IndexAsync();

        Assert.Equal(["RÉD hóuses", "a house, red", "The red house"], await TextsAsync(Alice, "red hou"));
        Assert.Equal(["a house, red", "The red house"], await TextsAsync(Alice, "house red"));
        Assert.Equal(["The red house"], await TextsAsync(Alice, "\"red house\""));
        Assert.Equal(["東京タワー"], await TextsAsync(Alice, "京タ"));
        Assert.Empty(await TextsAsync(Alice, "京ワ"));
        Assert.Equal(["foo-bar 🎉"], await TextsAsync(Alice, "foo-ba"));
        Assert.Equal(["שלום עולם"], await TextsAsync(Alice, "שלום"));
        Assert.Empty(await TextsAsync(Alice, "red blue"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_finds_what_one_may_read_now_and_nothing_else(bool isIndexed)
    {
        var secret = (await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true)).Id;
        await Chat.PostedAsync(Alice, _room, "word in the open");
        var hidden = await Chat.PostedAsync(Alice, secret, "word in secret");
        var branch = Assert.IsType<StartBranch.Result.Opened>(
            await Chat.AskAsync((StartBranch start) => start.ExecuteAsync(Alice, hidden.Message.Id, Stop)).Within("a branch starts")).Thread.Id;
        await Chat.PostedAsync(Alice, branch, "word in a branch");
        if (isIndexed)
            await Chat.IndexAsync();

        Assert.Equal(["word in a branch", "word in secret", "word in the open"], await TextsAsync(Alice, "word"));
        Assert.Equal(["word in a branch", "word in secret"], await TextsAsync(Alice, "word", secret));
        Assert.Equal(["word in a branch"], await TextsAsync(Alice, "word", branch));
        Assert.Equal(["word in the open"], await TextsAsync(_bob, "word"));
        Assert.IsType<SearchMessages.Result.NotFound>(await Chat.SearchAsync(_bob, "word", secret));
        Assert.IsType<SearchMessages.Result.NotFound>(await Chat.SearchAsync(_bob, "word", branch));

        await Chat.AskAsync((InviteMember invite) => invite.ExecuteAsync(Alice, secret, _bob, null, Stop)).Within("bob is invited");
        Assert.Equal(["word in a branch", "word in secret", "word in the open"], await TextsAsync(_bob, "word"));
        await Chat.AskAsync((LeaveThread leave) => leave.ExecuteAsync(_bob, secret, null, Stop)).Within("bob leaves");
        Assert.Equal(["word in the open"], await TextsAsync(_bob, "word"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_edited_is_found_by_what_it_says_now_and_what_was_deleted_not_at_all(bool isIndexed)
    {
        var edited = (await Chat.PostedAsync(Alice, _room, "before")).Message.Id;
        var deleted = (await Chat.PostedAsync(Alice, _room, "before")).Message.Id;
        await Chat.IndexAsync();
        await Chat.AskAsync((EditMessage edit) => edit.ExecuteAsync(Alice, edited, "afterwards", null, Stop)).Within("it is edited");
        await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(Alice, deleted, null, Stop)).Within("it is deleted");
        if (isIndexed)
            await Chat.IndexAsync();

        Assert.Empty(await TextsAsync(Alice, "before"));
        Assert.Equal(["afterwards"], await TextsAsync(Alice, "after"));
        Assert.Equal(["afterwards"], await TextsAsync(Alice, "from:alice"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Names_narrow_it_to_what_these_people_said(bool isIndexed)
    {
        await Chat.PostedAsync(Alice, _room, "word of alice");
        await Chat.PostedAsync(_bob, _room, "word of bob");
        await Chat.PostedAsync(_bob, _room, "other");
        if (isIndexed)
            await Chat.IndexAsync();

        Assert.Equal(["word of bob"], await TextsAsync(Alice, "from:BOB word"));
        Assert.Equal(["other", "word of bob"], await TextsAsync(Alice, "from:@bob"));
        Assert.Equal(["word of bob", "word of alice"], await TextsAsync(Alice, "word from:bob from:alice"));
        Assert.Empty(await TextsAsync(Alice, "word from:nobody"));
    }

    [Fact]
    public async Task Pages_fit_together_whether_they_come_from_the_index_or_not()
    {
        for (var i = 1; i <= 9; i++)
        {
            await Chat.PostedAsync(Alice, _room, $"word {i}");
            if (i == 5)
                await Chat.IndexAsync();
        }

        var pages = new List<string>();
        long? after = null;
        do
        {
            var page = await PageAsync(Alice, "word", after: after, limit: 4);
            pages.Add(string.Concat(page.Messages.Select(found => found.Message.Text[^1])));
            after = page.Next;
        }
        while (after is not null);

        Assert.Equal("987654321", string.Concat(pages));
        Assert.Equal("9876", pages[0]);
    }

    [Theory]
    [InlineData("\"", false)]
    [InlineData("🎉", false)]
    [InlineData("\0", false)]
    [InlineData("a\" OR words:b", true)]
    [InlineData("'); DROP TABLE messages; --", true)]
    [InlineData("a' | 'b':* & !c <-> (d", true)]
    [InlineData("NEAR(a b, 3) ^a * {words} : + -", true)]
    [InlineData("a\ud800 from:\0 from:\ud800x", true)]
    [InlineData("\u202eabc\u202c שלום", true)]
    public async Task Nothing_that_can_be_typed_means_anything_to_the_database(string text, bool isWord)
    {
        await Chat.PostedAsync(Alice, _room, "something else");
        await Chat.IndexAsync();

        var result = await Chat.SearchAsync(Alice, text);

        if (isWord)
            Assert.Empty(Assert.IsType<SearchMessages.Result.Page>(result).Messages);
        else
            Assert.Equal(ReasonCode.SearchEmpty, Assert.IsType<SearchMessages.Result.Invalid>(result).Reason.Code);
    }

    [Fact]
    public async Task The_longest_queries_and_messages_are_searched_like_others()
    {
        var wide = string.Concat(Enumerable.Repeat("東", Message.MaxTextLength));
        var varied = string.Join(' ', Enumerable.Range(0, 3_000).Select(i => i.ToString("x4", CultureInfo.InvariantCulture)));
        foreach (var text in new[] { wide, varied, new string('a', Message.MaxTextLength) })
            await Chat.PostedAsync(Alice, _room, text);
        await Chat.IndexAsync();

        Assert.Equal([wide], await TextsAsync(Alice, "東東"));
        Assert.Equal([varied], await TextsAsync(Alice, "\"0bb0 0bb1\""));
        Assert.Equal([new string('a', Message.MaxTextLength)], await TextsAsync(Alice, new string('a', SearchQuery.MaxLength)));
        Assert.Empty(await TextsAsync(Alice, string.Join(' ', Enumerable.Range(0, 128).Select(i => (char)('a' + i % 26)))));
    }

    [Fact]
    public async Task After_anything_that_was_said_edited_and_deleted_search_finds_what_reading_everything_would()
    {
        var random = new Random(20261123);
        var secret = (await Chat.CreateRoomAsync(Alice, "secret", isPrivate: true)).Id;
        string[] vocabulary = ["red", "rédo", "house", "housing", "東京", "a", "x1", "don't", "Καλός"];
        var ids = new List<(long Id, long Author)>();
        for (var step = 0; step < 300; step++)
        {
            var text = string.Join(' ', Enumerable.Range(0, random.Next(1, 5)).Select(_ => vocabulary[random.Next(vocabulary.Length)]));
            switch (random.Next(10))
            {
                case < 6:
                    var (author, thread) = random.Next(3) switch { 0 => (Alice, secret), 1 => (_bob, _room), _ => (Alice, _room) };
                    ids.Add(((await Chat.PostedAsync(author, thread, text)).Message.Id, author));
                    break;
                case < 8 when ids.Count > 0:
                    var changed = ids[random.Next(ids.Count)];
                    await Chat.AskAsync((EditMessage edit) => edit.ExecuteAsync(changed.Author, changed.Id, text, null, Stop)).Within("it is edited");
                    break;
                case 8 when ids.Count > 0:
                    var gone = ids[random.Next(ids.Count)];
                    ids.Remove(gone);
                    await Chat.AskAsync((DeleteMessage delete) => delete.ExecuteAsync(gone.Author, gone.Id, null, Stop)).Within("it is deleted");
                    break;
                default:
                    await TurnAsync();
                    break;
            }

            if (step % 10 == 9)
                await AssertLikeReadingAsync($"{vocabulary[random.Next(vocabulary.Length)]} {vocabulary[random.Next(vocabulary.Length)][..1]}", step % 20 == 9 ? Alice : _bob);
        }
    }

    private async Task AssertLikeReadingAsync(string text, long userId)
    {
        Assert.Null(SearchQuery.TryParse(text, out var query));
        var all = await Chat.QueryAsync(db => db.Messages
            .Where(message => message.Deleted == null && db.Threads.VisibleTo(userId).Any(thread => thread.Id == message.ThreadId))
            .OrderByDescending(message => message.Id)
            .Select(message => message.Text)
            .ToListAsync(Stop));

        Assert.Equal(all.Where(query.IsIn).Take(50), await TextsAsync(userId, text, limit: 50));
    }

    private async Task<List<string>> TextsAsync(long userId, string text, long? threadId = null, int? limit = null) =>
        [.. (await PageAsync(userId, text, threadId, limit: limit)).Messages.Select(found => found.Message.Text)];

    private async Task<SearchMessages.Result.Page> PageAsync(long userId, string text, long? threadId = null, long? after = null, int? limit = null)
    {
        var page = await Chat.FindAsync(userId, text, threadId, after, limit);
        Assert.True(page.Complete);
        Assert.All(page.Messages, found => Assert.Equal(found.Message.Thread, found.Thread.Id));
        return page;
    }

    private async Task TurnAsync()
    {
        await using var writer = Chat.Database.OpenIndexWriter();
        await writer.TakeTurnAsync(Stop).Within("the index takes a turn");
    }
}
