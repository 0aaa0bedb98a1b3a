namespace Loquat.Realtime;

/// <summary>
/// A token bucket: <see cref="Count"/> at once, and in the long run as many in every <see cref="Interval"/>.
/// </summary>
public sealed record RateLimit
{
    /// <summary>How many commands may come at once, and in every interval.</summary>
    public int Count { get; set; } = 1;

    /// <summary>The time in which as many may come again.</summary>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);
}

/// <summary>How fast commands may come. Who comes faster gets error 111, and in the end 3013 (<see cref="RealtimeOptions.RefusalLimit"/>).</summary>
public sealed class CommandRateOptions
{
    /// <summary>Of all commands together but connects. Where there are several limits, all of them hold.</summary>
    public IList<RateLimit> Total { get; set; } = [];

    /// <summary>Of commands of one kind.</summary>
    public Dictionary<CommandKind, IList<RateLimit>> ByCommand { get; set; } = [];

    /// <summary>Of calls of one method, in the place of those that hold for RPCs.</summary>
    public Dictionary<string, IList<RateLimit>> ByMethod { get; set; } = [];

    internal bool IsEmpty => Total.Count == 0 && ByCommand.Count == 0 && ByMethod.Count == 0;
}

/// <summary>The commands whose rate can be limited.</summary>
public enum CommandKind
{
    /// <summary><see cref="Protocol.Command.Connect"/>.</summary>
    Connect,

    /// <summary><see cref="Protocol.Command.Subscribe"/>.</summary>
    Subscribe,

    /// <summary><see cref="Protocol.Command.Unsubscribe"/>.</summary>
    Unsubscribe,

    /// <summary><see cref="Protocol.Command.Publish"/>.</summary>
    Publish,

    /// <summary><see cref="Protocol.Command.Presence"/>.</summary>
    Presence,

    /// <summary><see cref="Protocol.Command.PresenceStats"/>.</summary>
    PresenceStats,

    /// <summary><see cref="Protocol.Command.History"/>.</summary>
    History,

    /// <summary><see cref="Protocol.Command.Rpc"/>.</summary>
    Rpc,

    /// <summary><see cref="Protocol.Command.Refresh"/>.</summary>
    Refresh,

    /// <summary><see cref="Protocol.Command.SubRefresh"/>.</summary>
    SubRefresh,
}
