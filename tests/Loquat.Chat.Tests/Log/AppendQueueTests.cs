using Loquat.Chat.Log;
using Loquat.Chat.Messages;

namespace Loquat.Chat.Tests.Log;

public sealed class AppendQueueTests
{
    [Fact]
    public void Threads_take_turns_and_each_keeps_its_order()
    {
        var queue = new AppendQueue(maxWaiting: 100);
        foreach (var text in (string[])["1 a", "1 b", "1 c", "2 a", "3 a", "3 b"])
            Assert.True(queue.TryEnqueue(Append(text)));

        Assert.Equal(["1 a", "2 a", "3 a", "1 b"], Texts(queue.Take(4)));
        Assert.Equal(["3 b", "1 c"], Texts(queue.Take(4)));
        Assert.Empty(queue.Take(4));
    }

    [Fact]
    public void A_busy_thread_is_refused_before_it_leaves_no_room_for_the_others()
    {
        var queue = new AppendQueue(maxWaiting: 4);

        Assert.Equal([true, true, false], ((string[])["1 a", "1 b", "1 c"]).Select(text => queue.TryEnqueue(Append(text))));
        Assert.Equal([true, true, false], ((string[])["2 a", "3 a", "4 a"]).Select(text => queue.TryEnqueue(Append(text))));
    }

    [Fact]
    public async Task A_closed_queue_takes_nothing_more_and_gives_what_it_has()
    {
        var queue = new AppendQueue(maxWaiting: 4);
        queue.TryEnqueue(Append("1 a"));
        queue.Close();

        Assert.False(queue.TryEnqueue(Append("1 b")));
        Assert.True(await queue.WaitAsync());
        Assert.Equal(["1 a"], Texts(queue.Take(4)));
        Assert.False(await queue.WaitAsync());
    }

    private static PendingAppend Append(string text) =>
        new(new PostMessage.Change(text[0] - '0', 1, text, null));

    private static IEnumerable<string> Texts(IEnumerable<PendingAppend> group) =>
        group.Select(append => ((PostMessage.Change)append.Change).Text);
}
