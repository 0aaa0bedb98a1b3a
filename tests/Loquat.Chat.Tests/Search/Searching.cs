using Loquat.Chat.Search;
using Loquat.Testing;

namespace Loquat.Chat.Tests.Search;

/// <summary>Looks for messages as people do, and brings the index up to date without waiting for its reader.</summary>
internal static class Searching
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task IndexAsync(this TestChat chat)
    {
        await using var writer = chat.Database.OpenIndexWriter();
        while (await writer.TakeTurnAsync(Stop).Within("the index takes a turn"))
        {
        }

        Assert.Empty(await chat.QueryAsync(db => IndexQuery.PendingAsync(db, Stop)));
    }

    public static async Task<SearchMessages.Result.Page> FindAsync(
        this TestChat chat, long userId, string text, long? threadId = null, long? after = null, int? limit = null) =>
        Assert.IsType<SearchMessages.Result.Page>(await chat.SearchAsync(userId, text, threadId, after, limit));

    public static Task<SearchMessages.Result> SearchAsync(
        this TestChat chat, long userId, string text, long? threadId = null, long? after = null, int? limit = null) =>
        chat.AskAsync((SearchMessages search) => search.ExecuteAsync(userId, text, threadId, after, limit, Stop)).Within($"\"{text}\" is looked for");

    public static async Task<List<string>> FindTextsAsync(this TestChat chat, long userId, string text, long? threadId = null, int? limit = null) =>
        [.. (await chat.FindAsync(userId, text, threadId, limit: limit)).Messages.Select(found => found.Message.Text)];
}
