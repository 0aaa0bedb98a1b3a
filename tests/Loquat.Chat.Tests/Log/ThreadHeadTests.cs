using Loquat.Chat.Log;
using Loquat.Chat.Threads;

namespace Loquat.Chat.Tests.Log;

public class ThreadHeadTests
{
    [Fact]
    public void The_last_message_is_the_one_that_came_last_whatever_the_clock_said()
    {
        var (before, after) = (DateTimeOffset.UnixEpoch.AddDays(2), DateTimeOffset.UnixEpoch.AddDays(1));
        var head = new ThreadHead
        {
            Id = 7,
            Name = "room",
            Kind = ThreadKind.Room,
            Visibility = Visibility.Public,
            LastOffset = 1,
            LastMessageAt = before,
        };

        head.NoteMessage(after);

        Assert.Equal(after, head.LastMessageAt);
    }
}
