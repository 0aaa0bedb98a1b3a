using Loquat.Chat.Branches;
using Loquat.Chat.Drafts;
using Loquat.Chat.Log;
using Loquat.Chat.Maintenance;
using Loquat.Chat.Reading;
using Loquat.Chat.Saving;

namespace Loquat.Chat.Tests.Maintenance;

/// <summary>What people have of their own beside messages: a branch they follow, how loud a room is, what they saved and began to write.</summary>
internal static class OwnThings
{
    private static readonly string[] Tables = ["drafts", "followers", "saved_messages", "thread_settings"];

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    /// <summary>One row in each of their tables.</summary>
    public static async Task KeepAsync(TestChat chat, long user, long room)
    {
        var message = (await chat.PostedAsync(user, room, "worth keeping")).Message.Id;
        var branch = Assert.IsType<StartBranch.Result.Opened>(
            await chat.AskAsync((StartBranch start) => start.ExecuteAsync(user, message, Stop))).Thread.Id;
        await chat.PostedAsync(user, branch, "and worth an answer");
        Assert.IsType<AppendResult.Noted>(await chat.AskAsync(
            (SetThreadSetting set) => set.ExecuteAsync(user, room, NotificationLevel.Mentions, true, Stop)));
        Assert.IsType<AppendResult.Noted>(await chat.AskAsync((SaveMessage save) => save.ExecuteAsync(user, message, true, Stop)));
        Assert.IsType<SetDraft.Result.Kept>(await chat.AskAsync((SetDraft set) => set.ExecuteAsync(user, room, "not yet", null, Stop)));
    }

    public static void AreAmong(IReadOnlyList<CopiedTable> tables) => Assert.Equal(
        Tables.Select(name => (name, 1L)),
        tables.Where(table => Tables.Contains(table.Name)).OrderBy(table => table.Name, StringComparer.Ordinal).Select(table => (table.Name, table.Rows)));

    /// <summary>And they are as they were.</summary>
    public static async Task AreThereAsync(TestChat chat, long user)
    {
        var branch = Assert.Single((await chat.AskAsync((ListBranches list) => list.ExecuteAsync(user, null, null, null, Stop)))!.Branches);
        Assert.True(branch.Thread.Follows);
        var saved = Assert.Single((await chat.AskAsync((ListSaved list) => list.ExecuteAsync(user, null, null, Stop))).Saved);
        Assert.Equal("worth keeping", saved.Message.Text);
        Assert.Equal("not yet", Assert.Single(await chat.AskAsync((ListDrafts list) => list.ExecuteAsync(user, Stop))).Text);
        var loudness = (await chat.ListThreadsAsync(user)).Single(thread => thread.Muted);
        Assert.Equal(NotificationLevel.Mentions, loudness.Level);
    }
}
