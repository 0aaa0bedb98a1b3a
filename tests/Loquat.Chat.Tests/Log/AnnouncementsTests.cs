using System.Text;
using Loquat.Chat.Log;
using Loquat.Testing;
using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Tests.Log;

public sealed class AnnouncementsTests
{
    [Fact]
    public async Task An_announcer_that_cannot_keep_up_misses_the_oldest_and_hears_the_newest()
    {
        var gate = new TaskCompletionSource();
        var entered = new TaskCompletionSource();
        var announcer = new RecordingAnnouncer
        {
            Before = (_, _) =>
            {
                entered.TrySetResult();
                return gate.Task;
            },
        };
        using var logging = LoggerFactory.Create(builder => builder.AddProvider(new LogLinesSeen()));
        var announcements = new Announcements(
            announcer, new ChatOptions { MaxAnnouncementsWaiting = 2 }, logging.CreateLogger<Announcements>());

        announcements.Enqueue("thread:1", "1"u8.ToArray(), null);
        await entered.Task.Within("the first announcement begins");
        foreach (var text in (string[])["2", "3", "4", "5"])
            announcements.Enqueue("thread:1", Encoding.UTF8.GetBytes(text), null);
        gate.SetResult();
        await announcements.DrainAsync().Within("everything is announced");

        Assert.Equal(["1", "4", "5"], announcer.On("thread:1").Select(announced => announced.Json));
    }
}
