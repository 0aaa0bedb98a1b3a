using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Tests.Log;

public class ThreadHeadTests
{
    [Fact]
    public void The_last_message_is_the_one_that_came_last_whatever_the_clock_said()
    {
        var (before, after) = (DateTimeOffset.UnixEpoch.AddDays(2), DateTimeOffset.UnixEpoch.AddDays(1));
        var head = new ThreadHead(7, "room", ThreadKind.Room, Visibility.Public, lastOffset: 1, lastMessageAt: before);

        head.NoteMessage(after);

        Assert.Equal(after, head.LastMessageAt);
    }
}
