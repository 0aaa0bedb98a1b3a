namespace Loquat.Server.Centrifugo;

internal static partial class Log
{
    [LoggerMessage(5500, LogLevel.Debug, "Announcing to {Target} failed (attempt {Attempt}) and is tried again: {Reason}.")]
    public static partial void AnnouncementRetried(ILogger logger, string target, int attempt, string reason);

    [LoggerMessage(5501, LogLevel.Warning, "An announcement to {Target} is dropped: {Reason}.")]
    public static partial void AnnouncementDropped(ILogger logger, string target, string reason);

    [LoggerMessage(5510, LogLevel.Information, "{Command} runs as process {ProcessId}.")]
    public static partial void ProcessStarted(ILogger logger, string command, int processId);

    [LoggerMessage(5511, LogLevel.Information, "{Line}")]
    public static partial void ProcessOutput(ILogger logger, string line);

    [LoggerMessage(5512, LogLevel.Warning, "{Line}")]
    public static partial void ProcessError(ILogger logger, string line);

    [LoggerMessage(5513, LogLevel.Warning, "{Command} ended with exit code {ExitCode} and is started again in {Pause}.")]
    public static partial void ProcessEnded(ILogger logger, string command, int exitCode, TimeSpan pause);

    [LoggerMessage(5514, LogLevel.Error, "{Command} does not start and is tried again in {Pause}.")]
    public static partial void ProcessDidNotStart(ILogger logger, string command, TimeSpan pause, Exception exception);

    [LoggerMessage(5515, LogLevel.Information, "{Command} is told to stop.")]
    public static partial void ProcessStopping(ILogger logger, string command);

    [LoggerMessage(5516, LogLevel.Warning, "{Command} did not stop within {Grace} and is killed.")]
    public static partial void ProcessKilled(ILogger logger, string command, TimeSpan grace);

    [LoggerMessage(5517, LogLevel.Information, "{Command} stopped with exit code {ExitCode}.")]
    public static partial void ProcessStopped(ILogger logger, string command, int exitCode);
}
