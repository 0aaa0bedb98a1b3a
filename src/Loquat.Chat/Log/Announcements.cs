using Microsoft.Extensions.Logging;

namespace Loquat.Chat.Log;

/// <summary>
/// Carries what is committed to the announcer, one announcement at a time per channel and in order. Each channel has a lane of its own, so
/// a slow one delays neither the others nor the writer.
/// </summary>
internal sealed class Announcements(IAnnouncer announcer, ChatOptions options, ILogger<Announcements> logger)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Lane> _lanes = [];
    private TaskCompletionSource? _drained;

    public void Enqueue(string channel, ReadOnlyMemory<byte> data, LogPosition? position) =>
        Enqueue(channel, new Announcement(stop => announcer.AnnounceAsync(channel, data, position, stop), About: null));

    /// <summary>From here on the user follows the channel, and is told so on their own.</summary>
    public void Admit(string channel, long userId, ReadOnlyMemory<byte> news) => Enqueue(
        channel,
        new Announcement(
            async stop =>
            {
                await announcer.AdmitAsync(channel, userId, stop);
                await announcer.AnnounceAsync(UserChannelOf(userId), news, position: null, stop);
            },
            About: userId));

    /// <summary>From here on the user hears nothing of the channel, and is told so on their own.</summary>
    public void Expel(string channel, long userId, ReadOnlyMemory<byte> news) => Enqueue(
        channel,
        new Announcement(
            async stop =>
            {
                await announcer.ExpelAsync(channel, userId, stop);
                await announcer.AnnounceAsync(UserChannelOf(userId), news, position: null, stop);
            },
            About: userId));

    public static string ChannelOf(long threadId) => $"thread:{threadId}";

    public static string UserChannelOf(long userId) => $"user:{userId}";

    private void Enqueue(string channel, Announcement announcement)
    {
        lock (_lock)
        {
            if (_lanes.TryGetValue(channel, out var lane))
            {
                Append(channel, lane, announcement);
                return;
            }

            lane = new Lane();
            lane.Add(announcement);
            _lanes.Add(channel, lane);
        }

        // Owned by the lane: it ends when the lane is empty, and DrainAsync waits for it.
        _ = Task.Run(() => RunAsync(channel));
    }

    /// <summary>Completes when nothing waits any more.</summary>
    public Task DrainAsync()
    {
        lock (_lock)
        {
            if (_lanes.Count == 0)
                return Task.CompletedTask;

            _drained ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _drained.Task;
        }
    }

    // The oldest go: the newest tells every reader that something is missing, and the log has it. Who follows a channel is in no log: of that the last
    // word about each user stays.
    private void Append(string channel, Lane lane, Announcement announcement)
    {
        if (lane.Count >= options.MaxAnnouncementsWaiting && lane.TryLeaveOut(announcement) && !lane.IsOverflowing)
        {
            logger.AnnouncerTooSlow(channel);
            lane.IsOverflowing = true;
        }

        lane.Add(announcement);
    }

    private async Task RunAsync(string channel)
    {
        while (Next(channel) is { } next)
        {
            try
            {
                await next.TellAsync(CancellationToken.None);
            }
            catch (Exception e)
            {
                // The announcer promised not to throw. Its bug must not end the lane.
                logger.AnnouncementFailed(channel, e);
            }
        }
    }

    private Announcement? Next(string channel)
    {
        TaskCompletionSource? drained = null;
        lock (_lock)
        {
            var lane = _lanes[channel];
            if (lane.Take() is { } next)
                return next;

            _lanes.Remove(channel);
            if (_lanes.Count == 0)
                (drained, _drained) = (_drained, null);
        }

        drained?.TrySetResult();
        return null;
    }

    /// <param name="About">Whose following this is about; null for what the log has.</param>
    private sealed record Announcement(Func<CancellationToken, ValueTask> TellAsync, long? About);

    private sealed class Lane
    {
        private readonly LinkedList<Announcement> _waiting = [];

        // Those of the log, in their order.
        private readonly Queue<LinkedListNode<Announcement>> _logged = [];

        public int Count => _waiting.Count;

        public bool IsOverflowing { get; set; }

        public void Add(Announcement announcement)
        {
            var place = _waiting.AddLast(announcement);
            if (announcement.About is null)
                _logged.Enqueue(place);
        }

        /// <summary>The next one; null if none waits.</summary>
        public Announcement? Take()
        {
            if (_waiting.First is not { } first)
                return null;

            _waiting.RemoveFirst();
            if (first.Value.About is null)
                _logged.Dequeue();
            return first.Value;
        }

        /// <summary>Makes room: the oldest of the log goes, or else what the new one takes back.</summary>
        public bool TryLeaveOut(Announcement latest)
        {
            if (_logged.TryDequeue(out var oldest))
            {
                _waiting.Remove(oldest);
                return true;
            }

            return latest.About is not null && _waiting.FirstOrDefault(waiting => waiting.About == latest.About) is { } earlier && _waiting.Remove(earlier);
        }
    }
}
