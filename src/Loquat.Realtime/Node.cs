using Loquat.Protocol;
using Microsoft.Extensions.Logging;

namespace Loquat.Realtime;

/// <summary>What the sessions of one running process share.</summary>
internal sealed class Node : IAsyncDisposable
{
    private readonly FlushShard[] _shards;
    private readonly CancellationTokenSource _stopping = new();
    private uint _nextShard;

    public Node(RealtimeOptions options, TimeProvider time, ILogger logger)
    {
        Options = options;
        Time = time;
        Logger = logger;
        Wheel = new TimerWheel(time, logger);
        Background = new Background(logger);
        Directory = new SessionDirectory(options);
        Users = new Users(Directory, options, time);
        _shards = [.. Enumerable.Range(0, Environment.ProcessorCount).Select(number => new FlushShard(number, options.MaxQueuedBytes, time, logger))];
    }

    /// <summary>Tells the nodes apart; new with each start.</summary>
    public string Id { get; } = Guid.NewGuid().ToString();

    public RealtimeOptions Options { get; }
    public TimeProvider Time { get; }
    public ILogger Logger { get; }
    public Metrics Metrics { get; } = new();
    public TimerWheel Wheel { get; }
    public Background Background { get; }
    public SessionDirectory Directory { get; }
    public Users Users { get; }

    /// <summary>Set when the engine stops: background work that can wait for ever gives up.</summary>
    public CancellationToken Stopping => _stopping.Token;

    /// <summary>Sessions are dealt out to the shards in turn.</summary>
    public FlushShard NextShard() => _shards[Interlocked.Increment(ref _nextShard) % _shards.Length];

    /// <summary>
    /// A subscriber of a channel has missed something (section 12): it starts over, with its connection if it cannot do so alone.
    /// </summary>
    public void Lose(SubscriptionFlow flow, Subscription subscription)
    {
        Logger.SubscriptionLost(subscription.Session.Id, subscription.Channel);
        if (subscription.IsServerSide)
            subscription.Session.Disconnect(Disconnect.InsufficientState);
        else
            Background.Run(() => flow.EndAsync(subscription, Unsubscribes.InsufficientState(subscription.Channel)));
    }

    public async ValueTask DisposeAsync()
    {
        await _stopping.CancelAsync();
        await Background.IdleAsync();
        Wheel.Dispose();
        foreach (var shard in _shards)
            shard.Dispose();
        Metrics.Dispose();
        _stopping.Dispose();
    }
}

/// <summary>Why the server ends a subscription (section 21.3). From 2500 on the client subscribes again by itself.</summary>
internal static class Unsubscribes
{
    public static Push.Unsubscribe ByServer(string channel) => new(channel, 2000, "server unsubscribe");

    public static Push.Unsubscribe InsufficientState(string channel) => new(channel, 2500, "insufficient state");

    public static Push.Unsubscribe Expired(string channel) => new(channel, 2501, "subscription expired");
}
