using System.Globalization;
using System.Threading.Channels;
using Google.Protobuf;
using Loquat.Chat;
using Loquat.Chat.Log;

namespace Loquat.Server.Centrifugo;

/// <summary>
/// Tells people through a real Centrifugo. Announcements wait in one of a few queues, each sent by one worker, one after another; a channel always
/// uses the same queue, so its order holds.
/// </summary>
/// <remarks>
/// A thread's events go out with their offset in the tags; what a client missed it reads from the log by our RPC. Recovery by the SDK is
/// Centrifugo's own in this mode: it covers what that channel's namespace keeps, with offsets and epochs that are Centrifugo's and not the log's.
/// </remarks>
internal sealed class CentrifugoAnnouncer : BackgroundService, IAnnouncer
{
    private const int Lanes = 16;

    /// <summary>
    /// Comes back at once and is asked by the connect proxy who it is: refused if its token was revoked, in again if it has another. A terminal
    /// code (the API's default, 3503) would keep those others away too.
    /// </summary>
    private static readonly Wire.Disconnect ComeBack = new()
    {
        Code = Protocol.Disconnect.ForceReconnect.Code,
        Reason = Protocol.Disconnect.ForceReconnect.Reason,
    };

    private readonly CentrifugoApi _api;
    private readonly CentrifugoOptions _options;
    private readonly TimeProvider _time;
    private readonly ILogger<CentrifugoAnnouncer> _logger;
    private readonly Channel<Announcement>[] _lanes;

    public CentrifugoAnnouncer(CentrifugoApi api, CentrifugoOptions options, TimeProvider time, ILogger<CentrifugoAnnouncer> logger)
    {
        (_api, _options, _time, _logger) = (api, options, time, logger);
        var queue = new BoundedChannelOptions(options.MaxQueued) { SingleReader = true };
        _lanes = [.. Enumerable.Range(0, Lanes).Select(_ => Channel.CreateBounded<Announcement>(queue))];
    }

    public ValueTask AnnounceAsync(string channel, ReadOnlyMemory<byte> data, LogPosition? position, CancellationToken cancellationToken)
    {
        var request = new Wire.PublishRequest { Channel = channel, Data = ByteString.CopyFrom(data.Span), IdempotencyKey = KeyOf(channel, position) };
        if (position is { } place)
        {
            request.Tags["offset"] = place.Offset.ToString(CultureInfo.InvariantCulture);
            request.Tags["epoch"] = place.Epoch;
        }

        Enqueue(new Announcement(channel, stopping => _api.PublishAsync(request, stopping)));
        return ValueTask.CompletedTask;
    }

    /// <summary>In the queue of the channel, behind what was said before.</summary>
    public ValueTask AdmitAsync(string channel, long userId, CancellationToken cancellationToken)
    {
        var request = new Wire.SubscribeRequest { Channel = channel, User = userId.ToString(CultureInfo.InvariantCulture) };
        Enqueue(new Announcement(channel, stopping => _api.SubscribeAsync(request, stopping)));
        return ValueTask.CompletedTask;
    }

    /// <summary>In the queue of the channel, behind what was said before.</summary>
    public ValueTask ExpelAsync(string channel, long userId, CancellationToken cancellationToken)
    {
        var request = new Wire.UnsubscribeRequest { Channel = channel, User = userId.ToString(CultureInfo.InvariantCulture) };
        Enqueue(new Announcement(channel, stopping => _api.UnsubscribeAsync(request, stopping)));
        return ValueTask.CompletedTask;
    }

    /// <summary>
    /// Centrifugo does not know which token made which connection, so all of this user's connections end, on every node. The API's whitelist (ids
    /// of connections to keep) stays empty for the same reason.
    /// </summary>
    public ValueTask DisconnectAsync(long userId, long tokenId, CancellationToken cancellationToken)
    {
        var user = userId.ToString(CultureInfo.InvariantCulture);
        Enqueue(new Announcement($"user {user}", stopping => _api.DisconnectAsync(new() { User = user, Disconnect = ComeBack }, stopping)));
        return ValueTask.CompletedTask;
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        // What is already waiting still goes out, as long as the host gives time for it.
        foreach (var lane in _lanes)
            lane.Writer.TryComplete();

        if (ExecuteTask is { } sending)
            await Task.WhenAny(sending, Task.Delay(Timeout.InfiniteTimeSpan, _time, cancellationToken));
        await base.StopAsync(cancellationToken);
    }

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(_lanes.Select(lane => SendAllAsync(lane.Reader, stoppingToken)));

    /// <summary>The same for every attempt of one announcement: one that did arrive, though its answer did not, is not delivered again.</summary>
    private static string KeyOf(string channel, LogPosition? position) => position is { } place
        ? string.Create(CultureInfo.InvariantCulture, $"{channel}:{place.Epoch}:{place.Offset}")
        : Guid.NewGuid().ToString("N");

    private void Enqueue(Announcement announcement)
    {
        var lane = (uint)string.GetHashCode(announcement.Target, StringComparison.Ordinal) % Lanes;
        if (!_lanes[lane].Writer.TryWrite(announcement))
            Log.AnnouncementDropped(_logger, announcement.Target, "the queue is full or closed");
    }

    private async Task SendAllAsync(ChannelReader<Announcement> announcements, CancellationToken stopping)
    {
        // While Centrifugo is away each one is tried once, or a long queue would take hours to find that out again and again.
        var attempts = _options.Attempts;
        await foreach (var announcement in announcements.ReadAllAsync(stopping))
        {
            var failure = await SendAsync(announcement, attempts, stopping);
            attempts = failure is { MayPass: true } ? 1 : _options.Attempts;
            if (failure is not null)
                Log.AnnouncementDropped(_logger, announcement.Target, failure.Reason);
        }
    }

    private async Task<ApiOutcome.Failed?> SendAsync(Announcement announcement, int attempts, CancellationToken stopping)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (await announcement.SendAsync(stopping) is not ApiOutcome.Failed failed)
                return null;
            if (!failed.MayPass || attempt >= attempts)
                return failed;

            Log.AnnouncementRetried(_logger, announcement.Target, attempt, failed.Reason);
            await Task.Delay(TimeSpan.FromMilliseconds(100 << attempt), _time, stopping);
        }
    }

    /// <param name="Target">Whom it concerns: names the queue, and the announcement in the log.</param>
    private sealed record Announcement(string Target, Func<CancellationToken, Task<ApiOutcome>> SendAsync);
}
