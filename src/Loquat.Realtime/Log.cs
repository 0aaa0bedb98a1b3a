using Microsoft.Extensions.Logging;

namespace Loquat.Realtime;

/// <summary>Everything the engine logs: ids and codes, never payloads or tokens. Events 1000 to 1999.</summary>
internal static partial class Log
{
    [LoggerMessage(1000, LogLevel.Debug, "Session {Session} of user {User} connected")]
    public static partial void SessionConnected(this ILogger logger, string session, string user);

    [LoggerMessage(1001, LogLevel.Debug, "Session {Session} ends: {Code} {Reason}")]
    public static partial void SessionClosing(this ILogger logger, string session, uint code, string reason);

    [LoggerMessage(1002, LogLevel.Information, "Session {Session} is slow: more than {Limit} bytes are waiting for it")]
    public static partial void SessionSlow(this ILogger logger, string session, int limit);

    [LoggerMessage(1003, LogLevel.Debug, "Session {Session} sent what the protocol does not allow: {Problem}")]
    public static partial void BadMessage(this ILogger logger, string session, string problem);

    [LoggerMessage(1015, LogLevel.Information, "Session {Session} of user {User} sends {Command} faster than its rate limits allow; {Unwritten} others since the last line")]
    public static partial void CommandTooFast(this ILogger logger, string session, string user, string command, int unwritten);

    [LoggerMessage(1004, LogLevel.Error, "Command {Command} of session {Session} failed")]
    public static partial void CommandFailed(this ILogger logger, Exception fault, string command, string session);

    [LoggerMessage(1005, LogLevel.Error, "The application failed in {Hook} for session {Session}")]
    public static partial void HookFailed(this ILogger logger, Exception fault, string hook, string session);

    [LoggerMessage(1006, LogLevel.Error, "Taking session {Session} out of channel {Channel} failed")]
    public static partial void LeavingFailed(this ILogger logger, Exception fault, string session, string channel);

    [LoggerMessage(1008, LogLevel.Error, "Telling channel {Channel} that session {Session} has joined failed")]
    public static partial void JoinFailed(this ILogger logger, Exception fault, string session, string channel);

    [LoggerMessage(1007, LogLevel.Error, "The transport of a session failed; it is closed")]
    public static partial void TransportFailed(this ILogger logger, Exception fault);

    [LoggerMessage(1009, LogLevel.Error, "The application failed in {Hook} for channel {Channel}")]
    public static partial void ChannelHookFailed(this ILogger logger, Exception fault, string hook, string channel);

    [LoggerMessage(1010, LogLevel.Debug, "Session {Session} misses publications of channel {Channel} and has to start over")]
    public static partial void SubscriptionLost(this ILogger logger, string session, string channel);

    [LoggerMessage(1011, LogLevel.Debug, "Channel {Channel} misses publications before {Offset}: reading its log")]
    public static partial void LogGapFound(this ILogger logger, string channel, ulong offset);

    [LoggerMessage(1012, LogLevel.Error, "Reading the log of channel {Channel} failed; it is tried until it succeeds")]
    public static partial void LogReadFailed(this ILogger logger, Exception fault, string channel);

    [LoggerMessage(1013, LogLevel.Error, "Checking the positions of channel {Channel} failed; it is tried again later")]
    public static partial void PositionCheckFailed(this ILogger logger, Exception fault, string channel);

    [LoggerMessage(1014, LogLevel.Error, "Renewing the presence of this node's connections failed; it is tried again later")]
    public static partial void PresenceRenewalFailed(this ILogger logger, Exception fault);

    [LoggerMessage(1020, LogLevel.Error, "Background work failed")]
    public static partial void BackgroundFailed(this ILogger logger, Exception fault);

    [LoggerMessage(1026, LogLevel.Error, "What was due of {Entry} failed")]
    public static partial void WakeFailed(this ILogger logger, Exception fault, string entry);

    [LoggerMessage(1021, LogLevel.Information, "Shutting down: {Sessions} sessions are told to come back elsewhere")]
    public static partial void Draining(this ILogger logger, int sessions);

    [LoggerMessage(1023, LogLevel.Debug, "A connection is refused: this node takes {Limit} new ones in a second")]
    public static partial void ConnectionTooFast(this ILogger logger, int limit);

    [LoggerMessage(1022, LogLevel.Warning, "A connection is refused: this node has its limit of {Limit}; {Unwritten} more since the last line")]
    public static partial void NodeFull(this ILogger logger, int limit, int unwritten);

    [LoggerMessage(1025, LogLevel.Debug, "A connection is refused: this node is shutting down")]
    public static partial void NodeLeaving(this ILogger logger);

    [LoggerMessage(1024, LogLevel.Debug, "Another node asks for {Call}, which nobody here listens to")]
    public static partial void NodeCallUnknown(this ILogger logger, string call);
}
