using System.Collections.Concurrent;
using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>The broker of a single node: streams live in this process and are gone with it.</summary>
/// <remarks>
/// A stream's lock is held while its publication goes to the sink: that makes the order of delivery the order of offsets. Lock order:
/// stream,
/// then channel, then flush shard.
/// </remarks>
public sealed class MemoryBroker : IBroker, IDisposable
{
    private static readonly TimeSpan IdempotencyTime = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan SweepInterval = TimeSpan.FromSeconds(30);

    private readonly ConcurrentDictionary<string, ChannelStream> _streams = new();
    private readonly TimeProvider _time;
    private readonly ITimer _sweep;
    private IBrokerSink? _sink;

    public MemoryBroker(TimeProvider time)
    {
        _time = time;
        _sweep = time.CreateTimer(_ => Sweep(), null, SweepInterval, SweepInterval);
    }

    internal int StreamCount => _streams.Count;

    private IBrokerSink Sink => _sink ?? throw new InvalidOperationException("The broker has no sink yet.");

    public void Attach(IBrokerSink sink)
    {
        if (Interlocked.CompareExchange(ref _sink, sink, null) is not null)
            throw new InvalidOperationException("The broker has a sink already.");
    }

    public ValueTask<StreamPosition> PublishAsync(
        string channel, Publication publication, Retention retention, PublishOptions options, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var stores = retention.KeepsPublications && !options.SkipHistory;
        if (!stores && options.IdempotencyKey.Length == 0 && options.Version == 0)
        {
            Sink.OnPublication(channel, publication, "", options.Delta);
            return ValueTask.FromResult(StreamPosition.Start);
        }

        return ValueTask.FromResult(WithStream(
            channel, (broker: this, channel, publication, retention, options, stores),
            static (stream, p) => p.broker.Publish(stream, p.channel, p.publication, p.retention, p.options, p.stores)));
    }

    public ValueTask JoinAsync(string channel, ClientInfo info, CancellationToken cancellationToken)
    {
        Sink.OnJoin(channel, info);
        return ValueTask.CompletedTask;
    }

    public ValueTask LeaveAsync(string channel, ClientInfo info, CancellationToken cancellationToken)
    {
        Sink.OnLeave(channel, info);
        return ValueTask.CompletedTask;
    }

    public ValueTask<HistoryResult?> HistoryAsync(
        string channel, HistoryQuery query, Retention retention, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return ValueTask.FromResult(WithStream(channel, (query, retention, now: _time.GetUtcNow()), static (stream, p) =>
        {
            stream.Touch(p.retention, p.now);
            if (p.query.Since is { Epoch.Length: > 0 } since && since.Epoch != stream.Epoch)
                return null;
            return new HistoryResult(stream.Read(p.query, p.now), stream.Top);
        }));
    }

    public ValueTask RemoveHistoryAsync(string channel, CancellationToken cancellationToken)
    {
        if (_streams.TryGetValue(channel, out var stream))
        {
            lock (stream.Gate)
                stream.Clear();
        }
        return ValueTask.CompletedTask;
    }

    public void Dispose() => _sweep.Dispose();

    private StreamPosition Publish(
        ChannelStream stream, string channel, Publication publication, Retention retention, PublishOptions options, bool stores)
    {
        var now = _time.GetUtcNow();
        if (options.IdempotencyKey.Length > 0 && stream.TryGetResult(options.IdempotencyKey, now, out var known))
            return known;

        StreamPosition result;
        if (options.Version > 0 && !stream.TryTakeVersion(options.Version, options.VersionEpoch))
        {
            result = stream.Top;
        }
        else if (stores)
        {
            Sink.OnPublication(channel, stream.Append(publication, retention, now), stream.Epoch, options.Delta);
            result = stream.Top;
        }
        else
        {
            Sink.OnPublication(channel, publication, "", options.Delta);
            result = StreamPosition.Start;
        }

        stream.Touch(retention, now);
        if (options.IdempotencyKey.Length > 0)
            stream.RememberResult(options.IdempotencyKey, result, now + IdempotencyTime);
        return result;
    }

    private TResult WithStream<TState, TResult>(string channel, TState state, Func<ChannelStream, TState, TResult> use)
    {
        while (true)
        {
            var stream = _streams.GetOrAdd(channel, static _ => new ChannelStream());
            lock (stream.Gate)
            {
                // Between two sweeps, too: what is over is over.
                if (!stream.IsOver(_time.GetUtcNow()))
                    return use(stream, state);
            }
            _streams.TryRemove(new(channel, stream));
        }
    }

    private void Sweep()
    {
        var now = _time.GetUtcNow();
        foreach (var (channel, stream) in _streams)
        {
            bool forgotten;
            lock (stream.Gate)
                forgotten = stream.Sweep(now);
            if (forgotten)
                _streams.TryRemove(new(channel, stream));
        }
    }
}
