using System.Net;
using Microsoft.Extensions.Logging;

namespace Loquat.Realtime.AspNetCore;

internal static partial class Log
{
    [LoggerMessage(2000, LogLevel.Error, "A connection failed")]
    public static partial void SocketFailed(this ILogger logger, Exception fault);

    [LoggerMessage(2001, LogLevel.Warning, "Nobody can connect to {EndPoint} for the moment: {Reason}")]
    public static partial void CannotAccept(this ILogger logger, EndPoint endPoint, string reason);

    [LoggerMessage(2002, LogLevel.Warning, "A connection to {EndPoint} is refused: the limit of connections is reached; {Unwritten} more since the last line")]
    public static partial void OneConnectionTooMany(this ILogger logger, EndPoint endPoint, int unwritten);

    [LoggerMessage(2003, LogLevel.Debug, "A connection has ended")]
    public static partial void SocketEnded(this ILogger logger);

    [LoggerMessage(2004, LogLevel.Information, "Sockets of {EndPoint} are on loops of the engine's own ({Loops})")]
    public static partial void SocketsAreOnLoops(this ILogger logger, EndPoint endPoint, int loops);

    [LoggerMessage(2005, LogLevel.Information, "Sockets of {Address} stay with Kestrel: {Reason}")]
    public static partial void SocketsStay(this ILogger logger, object address, string reason);
}
