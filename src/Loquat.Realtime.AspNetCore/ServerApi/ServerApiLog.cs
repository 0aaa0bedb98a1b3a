using Microsoft.Extensions.Logging;

namespace Loquat.Realtime.AspNetCore.ServerApi;

internal static partial class ServerApiLog
{
    [LoggerMessage(2500, LogLevel.Error, "A server API call failed: {Call}.")]
    public static partial void CallFailed(ILogger logger, string call, Exception fault);

    [LoggerMessage(2501, LogLevel.Warning, "The server API lets everybody in.")]
    public static partial void LetsEverybodyIn(ILogger logger);
}
