using System.Text;
using Loquat.Chat.Log;
using Loquat.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Loquat.Chat.Tests.Log;

public sealed class AnnouncementsTests
{
    private readonly TaskCompletionSource _gate = new();
    private readonly TaskCompletionSource _entered = new();
    private readonly RecordingAnnouncer _announcer = new();

    [Fact]
    public async Task An_announcer_that_cannot_keep_up_misses_the_oldest_and_hears_the_newest()
    {
        var announcements = await BeginAsync();

        foreach (var text in (string[])["2", "3", "4", "5"])
            Announce(announcements, text);
        _gate.SetResult();
        await announcements.DrainAsync().Within("everything is announced");

        Assert.Equal(["1", "4", "5"], Heard);
    }

    [Fact]
    public async Task Who_comes_and_goes_is_never_left_out_and_makes_no_room_for_more_than_there_is()
    {
        var announcements = await BeginAsync();

        announcements.Admit("thread:1", 7, "{}"u8.ToArray());
        foreach (var text in (string[])["2", "3", "4"])
            Announce(announcements, text);
        _gate.SetResult();
        await announcements.DrainAsync().Within("everything is announced");

        Assert.Equal(["1", "admit 7", "4"], Heard);
    }

    [Fact]
    public async Task Of_somebody_who_comes_and_goes_all_the_time_the_last_word_stays()
    {
        var announcements = await BeginAsync();

        for (var i = 0; i < 100; i++)
        {
            announcements.Admit("thread:1", 7, "{}"u8.ToArray());
            announcements.Expel("thread:1", 7, "{}"u8.ToArray());
        }
        announcements.Admit("thread:1", 8, "{}"u8.ToArray());
        _gate.SetResult();
        await announcements.DrainAsync().Within("everything is announced");

        Assert.Equal(["1", "admit 7", "expel 7", "admit 8"], Heard);
    }

    private IEnumerable<string> Heard => _announcer.On("thread:1").Select(announced => announced.Json);

    /// <summary>The first announcement is under way, and two more may wait.</summary>
    private async Task<Announcements> BeginAsync()
    {
        _announcer.Before = (_, _) =>
        {
            _entered.TrySetResult();
            return _gate.Task;
        };
        var announcements = new Announcements(_announcer, new ChatOptions { MaxAnnouncementsWaiting = 2 }, NullLogger<Announcements>.Instance);
        Announce(announcements, "1");
        await _entered.Task.Within("the first announcement begins");
        return announcements;
    }

    private static void Announce(Announcements announcements, string text) => announcements.Enqueue("thread:1", Encoding.UTF8.GetBytes(text), null);
}
