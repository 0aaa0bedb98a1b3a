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

    public void Enqueue(string channel, ReadOnlyMemory<byte> data, LogPosition? position)
    {
        lock (_lock)
        {
            if (_lanes.TryGetValue(channel, out var lane))
            {
                Append(channel, lane, new Announcement(data, position));
                return;
            }

            lane = new Lane();
            lane.Waiting.Enqueue(new Announcement(data, position));
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

    // The oldest go: the newest tells every reader that something is missing, and the log has it.
    private void Append(string channel, Lane lane, Announcement announcement)
    {
        if (lane.Waiting.Count >= options.MaxAnnouncementsWaiting)
        {
            lane.Waiting.Dequeue();
            if (!lane.IsOverflowing)
                logger.AnnouncerTooSlow(channel);

            lane.IsOverflowing = true;
        }

        lane.Waiting.Enqueue(announcement);
    }

    private async Task RunAsync(string channel)
    {
        while (Next(channel) is { } next)
        {
            try
            {
                await announcer.AnnounceAsync(channel, next.Data, next.Position, CancellationToken.None);
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
            if (lane.Waiting.TryDequeue(out var next))
                return next;

            _lanes.Remove(channel);
            if (_lanes.Count == 0)
                (drained, _drained) = (_drained, null);
        }

        drained?.TrySetResult();
        return null;
    }

    private sealed record Announcement(ReadOnlyMemory<byte> Data, LogPosition? Position);

    private sealed class Lane
    {
        public Queue<Announcement> Waiting { get; } = [];

        public bool IsOverflowing { get; set; }
    }
}
