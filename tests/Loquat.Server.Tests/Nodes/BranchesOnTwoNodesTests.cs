using System.Text.Json;
using Loquat.Protocol;

namespace Loquat.Server.Tests.Nodes;

/// <summary>Branches, and who is typing in them, are seen from every node.</summary>
public sealed class BranchesOnTwoNodesTests(TwoNodes nodes) : IClassFixture<TwoNodes>
{
    [Fact]
    public async Task Whoever_is_called_into_a_branch_on_one_node_follows_it_on_the_other_until_they_do_not_want_to()
    {
        await using var john = await nodes.A.ConnectAsync("john");
        await using var bill = await nodes.B.ConnectAsync("bill", followsThreads: true);
        var branch = await BranchAsync(john, "a start");

        await SayAsync(john, branch, "over here, @bill");
        await UntilAsync(bill, push => push is Push.Subscribe it && it.Channel == $"thread:{branch}");
        await SayAsync(john, branch, "quick");
        Assert.Equal("quick", await HearsAsync(bill, branch, "quick"));

        await using var phone = await nodes.A.ConnectAsync("bill");
        await phone.CallAsync("thread:unfollow", $$"""{"id":{{branch}}}""");
        await UntilAsync(bill, push => push is Push.Unsubscribe it && it.Channel == $"thread:{branch}");
    }

    [Fact]
    public async Task Who_is_typing_on_one_node_is_seen_by_those_who_look_on_the_other()
    {
        await using var john = await nodes.A.ConnectAsync("john");
        await using var bill = await nodes.B.ConnectAsync("bill");
        var branch = await BranchAsync(john, "another start");
        await bill.Client.SubscribeAsync($"typing:{branch}");

        await john.CallAsync("thread:typing", $$"""{"id":{{branch}}}""");

        await UntilAsync(bill, push => push is Push.Pub it && it.Channel == $"typing:{branch}");
    }

    private static async Task<long> BranchAsync(Guest guest, string text)
    {
        var start = (await SayAsync(guest, 1, text)).GetProperty("message").GetProperty("id").GetInt64();
        return (await guest.CallAsync("thread:branch", $$"""{"message":{{start}}}""")).GetProperty("thread").GetProperty("id").GetInt64();
    }

    private static Task<JsonElement> SayAsync(Guest guest, long thread, string text) =>
        guest.CallAsync("thread:publish", JsonSerializer.Serialize(new { id = thread, message = text }));

    private static async Task<string> HearsAsync(Guest guest, long thread, string text)
    {
        var heard = "";
        await UntilAsync(guest, push =>
        {
            if (push is not Push.Pub it || it.Channel != $"thread:{thread}")
                return false;
            var content = JsonDocument.Parse(it.Publication.Data).RootElement;
            heard = content.TryGetProperty("message", out var message) ? message.GetProperty("text").GetString()! : "";
            return heard == text;
        });
        return heard;
    }

    /// <summary>Reads on; each push has a deadline of its own.</summary>
    private static async Task UntilAsync(Guest guest, Func<Push, bool> isIt)
    {
        while (!isIt(await guest.Client.NextPushAsync()))
        {
            // Other things happen, too.
        }
    }
}
