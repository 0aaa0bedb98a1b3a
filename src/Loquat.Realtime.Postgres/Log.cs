using Microsoft.Extensions.Logging;

namespace Loquat.Realtime.Postgres;

/// <summary>Everything the backplane logs: ids and counts, never payloads. Events 6000 to 6999.</summary>
internal static partial class Log
{
    [LoggerMessage(6000, LogLevel.Warning, "Notifications do not arrive: {Problem}. What other nodes do is found later, by looking for it")]
    public static partial void ListeningFailed(this ILogger logger, string problem, Exception? cause);

    [LoggerMessage(6001, LogLevel.Information, "Notifications arrive again")]
    public static partial void ListeningHealed(this ILogger logger);

    [LoggerMessage(6002, LogLevel.Warning, "Nothing can be sent to other nodes; what is for them is left out until it can")]
    public static partial void SendingFailed(this ILogger logger, Exception cause);

    [LoggerMessage(6010, LogLevel.Information, "Other nodes can be sent to again; {Count} things for them were left out")]
    public static partial void SendingHealed(this ILogger logger, long count);

    [LoggerMessage(6003, LogLevel.Warning, "More waits to be sent to other nodes than can be kept; the newest is left out until there is room")]
    public static partial void SendingTooMuch(this ILogger logger);

    [LoggerMessage(6004, LogLevel.Error, "A notification on {Channel} could not be handled")]
    public static partial void NotificationFailed(this ILogger logger, string channel, Exception cause);

    [LoggerMessage(6005, LogLevel.Warning, "This node cannot say that it lives; trying until it can")]
    public static partial void HeartbeatFailed(this ILogger logger, Exception cause);

    [LoggerMessage(6006, LogLevel.Information, "Node {Node} is dead; its sessions are present no more")]
    public static partial void NodeDied(this ILogger logger, string node);

    [LoggerMessage(6007, LogLevel.Warning, "Other nodes took this one for dead, or the database forgot it; it is back")]
    public static partial void NodeRejoined(this ILogger logger);

    [LoggerMessage(6008, LogLevel.Error, "Reading the stream of channel {Channel} failed; it is tried again")]
    public static partial void StreamReadFailed(this ILogger logger, string channel, Exception cause);

    [LoggerMessage(6009, LogLevel.Error, "Catching up after a reconnect failed; the next look will tell")]
    public static partial void CatchingUpFailed(this ILogger logger, Exception cause);
}
