using Loquat.Protocol;

namespace Loquat.Realtime;

/// <summary>Which limits a command falls under. Everybody whom they hold for has <see cref="CommandBuckets"/> of their own.</summary>
internal sealed class CommandRates
{
    private readonly List<RateLimit> _limits = [];
    private readonly Dictionary<CommandKind, int[]> _byKind = [];
    private readonly Dictionary<string, int[]> _byMethod;

    public CommandRates(CommandRateOptions options)
    {
        var total = Add(options.Total);
        foreach (var kind in Enum.GetValues<CommandKind>())
        {
            var own = Add(options.ByCommand.GetValueOrDefault(kind) ?? []);
            _byKind[kind] = kind == CommandKind.Connect ? own : [.. total, .. own];
        }
        _byMethod = options.ByMethod.ToDictionary(limits => limits.Key, limits => (int[])[.. total, .. Add(limits.Value)]);
    }

    public bool IsEmpty => _limits.Count == 0;

    public CommandBuckets NewBuckets() => new([.. _limits.Select(limit => new TokenBucket(limit))]);

    /// <summary>By their places in <see cref="CommandBuckets"/>.</summary>
    public int[] Of(Command command) => command switch
    {
        Command.Rpc rpc => _byMethod.GetValueOrDefault(rpc.Method) ?? _byKind[CommandKind.Rpc],
        _ when KindOf(command) is { } kind => _byKind[kind],
        _ => [],
    };

    private int[] Add(IList<RateLimit> limits)
    {
        var first = _limits.Count;
        _limits.AddRange(limits);
        return [.. Enumerable.Range(first, limits.Count)];
    }

    private static CommandKind? KindOf(Command command) => command switch
    {
        Command.Connect => CommandKind.Connect,
        Command.Subscribe => CommandKind.Subscribe,
        Command.Unsubscribe => CommandKind.Unsubscribe,
        Command.Publish => CommandKind.Publish,
        Command.Presence => CommandKind.Presence,
        Command.PresenceStats => CommandKind.PresenceStats,
        Command.History => CommandKind.History,
        Command.Refresh => CommandKind.Refresh,
        Command.SubRefresh => CommandKind.SubRefresh,
        _ => null,
    };
}

/// <summary>What one connection, or one user, has left of every limit.</summary>
internal sealed class CommandBuckets(TokenBucket[] buckets)
{
    private readonly Lock _gate = new();

    /// <summary>Takes one from each of these, or from none if one of them is empty.</summary>
    public bool TryTake(int[] places, long now)
    {
        lock (_gate)
        {
            foreach (var place in places)
            {
                if (!buckets[place].HasOne(now))
                    return false;
            }
            foreach (var place in places)
                buckets[place].Take();
            return true;
        }
    }

    public bool AreFull(long now)
    {
        lock (_gate)
        {
            for (var i = 0; i < buckets.Length; i++)
            {
                if (!buckets[i].IsFull(now))
                    return false;
            }
            return true;
        }
    }
}
