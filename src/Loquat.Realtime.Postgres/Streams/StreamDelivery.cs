using System.Collections.Concurrent;
using Loquat.Protocol;

namespace Loquat.Realtime.Postgres.Streams;

/// <summary>
/// Brings what streams have stored to this node's subscribers, in the order of the offsets: what was published here as soon as it is committed, what
/// others published by reading it. Channels that nobody here listens to cost nothing but the notification.
/// </summary>
internal sealed class StreamDelivery(StreamHistory reader, PostgresBackplane backplane)
{
    private const int PageSize = 256;
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly ConcurrentDictionary<string, StreamLane> _lanes = new();

    private IBrokerSink? _sink;

    public IBrokerSink Sink => _sink ?? throw new InvalidOperationException("The broker has no sink yet.");

    public void Attach(IBrokerSink sink)
    {
        if (Interlocked.CompareExchange(ref _sink, sink, null) is not null)
            throw new InvalidOperationException("The broker has a sink already.");
    }

    /// <summary>Delivers what this node has published and committed.</summary>
    public void Deliver(string channel, Publication publication, string epoch, bool delta)
    {
        while (LaneOf(channel) is { } lane)
        {
            bool isMissing;
            lock (lane.Gate)
            {
                if (lane.IsClosed)
                    continue;
                if (lane.Take(publication.Offset, epoch))
                    Sink.OnPublication(channel, publication, epoch, delta);
                isMissing = lane.Want(publication.Offset, publication.Offset, epoch);
            }
            if (isMissing)
                Fill(channel, lane);
            return;
        }
    }

    /// <summary>Another node says that a stream has grown.</summary>
    public void Wake(string channel, ulong first, ulong last, string epoch)
    {
        while (LaneOf(channel) is { } lane)
        {
            bool isMissing;
            lock (lane.Gate)
            {
                if (lane.IsClosed)
                    continue;
                isMissing = lane.Want(first, last, epoch);
            }
            if (isMissing)
                Fill(channel, lane);
            return;
        }
    }

    /// <summary>Somebody has read a stream up to here and goes on from there: so does delivery, if it has not begun yet.</summary>
    public void StartAt(string channel, StreamPosition position)
    {
        while (LaneOf(channel) is { } lane)
        {
            lock (lane.Gate)
            {
                if (lane.IsClosed)
                    continue;
                lane.StartAt(position);
            }
            return;
        }
    }

    /// <summary>Looks for growth that nobody told of.</summary>
    public async Task SweepAsync(CancellationToken cancellationToken)
    {
        var wanted = _lanes.Keys.Where(channel => LaneOf(channel) is not null).ToList();
        if (wanted.Count == 0)
            return;

        foreach (var (channel, top) in await reader.ReadTopsAsync(wanted, cancellationToken))
            Wake(channel, top.Offset, top.Offset, top.Epoch);
    }

    /// <summary>Null where nobody listens: what comes next time is then the first that anybody hears.</summary>
    private StreamLane? LaneOf(string channel)
    {
        if (Sink.Wants(channel))
            return _lanes.GetOrAdd(channel, static _ => new StreamLane());
        if (_lanes.TryGetValue(channel, out var lane) && !TryClose(channel, lane))
            return lane;

        return null;
    }

    /// <summary>False if somebody has come to listen: then the lane goes on, and so does whoever is filling it.</summary>
    private bool TryClose(string channel, StreamLane lane)
    {
        lock (lane.Gate)
        {
            // Asked while nobody can use the lane: whoever comes later finds another one, and nobody delivers by this one any more.
            if (Sink.Wants(channel))
                return false;

            lane.IsClosed = true;
            _lanes.TryRemove(new(channel, lane));
            return true;
        }
    }

    private void Fill(string channel, StreamLane lane) => _ = Task.Run(() => FillAsync(channel, lane));

    private async Task FillAsync(string channel, StreamLane lane)
    {
        while (!backplane.Stopping.IsCancellationRequested && (Sink.Wants(channel) || !TryClose(channel, lane)))
        {
            try
            {
                if (await FillOnceAsync(channel, lane))
                    return;
            }
            catch (Exception e) when (!backplane.Stopping.IsCancellationRequested)
            {
                backplane.Logger.StreamReadFailed(channel, e);
                await Task.Delay(RetryDelay, backplane.Time, backplane.Stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    /// <summary>True if nothing is missing any more.</summary>
    private async Task<bool> FillOnceAsync(string channel, StreamLane lane)
    {
        StreamPosition after;
        lock (lane.Gate)
            after = lane.Position;
        var page = await reader.ReadOnwardAsync(channel, after.Offset, PageSize, backplane.Stopping);
        lock (lane.Gate)
        {
            if (lane.IsClosed)
                return true;

            var before = lane.Position;
            foreach (var (publication, delta) in page?.Read ?? [])
            {
                if (page!.Value.Top.Epoch == lane.Position.Epoch && lane.Take(publication.Offset, lane.Position.Epoch))
                    Sink.OnPublication(channel, publication, lane.Position.Epoch, delta);
            }
            // Nothing new: the stream has lost it, and is perhaps another one by now. Positioned subscribers find that out by the next publication, or by their check.
            if (lane.Position == before)
                lane.SkipTo(page?.Top ?? before);
            return lane.EndFilling();
        }
    }
}
