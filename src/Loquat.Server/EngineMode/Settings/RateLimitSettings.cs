namespace Loquat.Server.EngineMode;

/// <summary>How fast commands of clients may come. Those that come faster are answered by error 111.</summary>
internal sealed record RateLimitSettings
{
    public CommandRateSettings ClientCommand { get; init; } = new();
    public CommandRateSettings UserCommand { get; init; } = new();

    /// <summary>Commands in a row that came too fast, after which their connection is closed; 0 for never.</summary>
    [Between(0, int.MaxValue)]
    public int DisconnectAfter { get; init; } = 100;
}

/// <summary>Limits of one connection, or of all connections of a user on this node.</summary>
internal sealed record CommandRateSettings
{
    /// <summary>Switches these limits on.</summary>
    public bool Enabled { get; init; }

    public RateSettings Total { get; init; } = new();
    public RateSettings Default { get; init; } = new();
    public RateSettings Connect { get; init; } = new();
    public RateSettings Subscribe { get; init; } = new();
    public RateSettings Unsubscribe { get; init; } = new();
    public RateSettings Publish { get; init; } = new();
    public RateSettings Presence { get; init; } = new();
    public RateSettings PresenceStats { get; init; } = new();
    public RateSettings History { get; init; } = new();
    public RateSettings Refresh { get; init; } = new();
    public RateSettings SubRefresh { get; init; } = new();
    public RpcRateSettings Rpc { get; init; } = new();
}

/// <summary>The limits of one kind of command. `total` holds for all kinds together, `default` for each kind that has no limits of its own.</summary>
internal record RateSettings
{
    /// <summary>Switches the limits of this kind on.</summary>
    public bool Enabled { get; init; }

    /// <summary>The limits; all of them hold.</summary>
    public IReadOnlyList<BucketSettings> Buckets { get; init; } = [];
}

/// <summary>The limits of calls.</summary>
internal sealed record RpcRateSettings : RateSettings
{
    /// <summary>Methods with limits of their own.</summary>
    public IReadOnlyList<MethodRateSettings> MethodOverride { get; init; } = [];
}

/// <summary>The limits of one method.</summary>
internal sealed record MethodRateSettings
{
    /// <summary>The method.</summary>
    public string Method { get; init; } = "";

    public RateSettings RateLimit { get; init; } = new();
}

/// <summary>One limit.</summary>
internal sealed record BucketSettings
{
    /// <summary>The time in which `rate` commands may come.</summary>
    [Lasting("1ms", "24h")]
    public TimeSpan Interval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How many.</summary>
    [Between(1, int.MaxValue)]
    public int Rate { get; init; } = 1;
}
