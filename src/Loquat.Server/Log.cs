namespace Loquat.Server;

/// <summary>What this program's own code logs: ids 4000 to 4999.</summary>
internal static partial class Log
{
    [LoggerMessage(4001, LogLevel.Warning, "The database does not answer. Calls that need it are refused until it does.")]
    public static partial void DatabaseAway(this ILogger logger, Exception exception);

    [LoggerMessage(4011, LogLevel.Warning, "The database still fails: {Count} more times, the last time with: {Problem}")]
    public static partial void DatabaseStillAway(this ILogger logger, long count, string problem);

    [LoggerMessage(4012, LogLevel.Error, "The database answered with an error.")]
    public static partial void DatabaseRefused(this ILogger logger, Exception exception);

    [LoggerMessage(4002, LogLevel.Error, "Nobody was told of news in {Channel}.")]
    public static partial void AnnouncementFailed(this ILogger logger, Exception exception, string channel);

    [LoggerMessage(4003, LogLevel.Information, "User {User} signed in.")]
    public static partial void SignedIn(this ILogger logger, long user);

    [LoggerMessage(4004, LogLevel.Warning, "Too many sign-ins from {Address} or at one name: refused, and {Unwritten} others since the last line.")]
    public static partial void SignInLimited(this ILogger logger, string address, int unwritten);

    [LoggerMessage(4016, LogLevel.Warning, "Too many made-up bearers from {Address}: refused, and {Unwritten} others since the last line.")]
    public static partial void BearersLimited(this ILogger logger, string address, int unwritten);

    [LoggerMessage(4014, LogLevel.Warning, "User {User} acts too fast and has to wait; {Unwritten} refusals since the last line were not written.")]
    public static partial void TooFast(this ILogger logger, long user, int unwritten);

    [LoggerMessage(4015, LogLevel.Debug, "{Count} sign-ins that ended long ago are forgotten.")]
    public static partial void SignInsForgotten(this ILogger logger, int count);

    [LoggerMessage(4005, LogLevel.Warning, "{Url} has no TLS: browsers on other machines will not stay signed in. Put a proxy with TLS in front, or use https.")]
    public static partial void ListensInTheClear(this ILogger logger, string url);

    [LoggerMessage(4006, LogLevel.Debug, "Revoked sign-ins could not be read; trying again.")]
    public static partial void RevocationsNotRead(this ILogger logger);

    [LoggerMessage(4007, LogLevel.Debug, "What other nodes have written could not be looked for; trying again.")]
    public static partial void SweepFailed(this ILogger logger);

    [LoggerMessage(4013, LogLevel.Debug, "Who is here and who has gone could not be told; trying again.")]
    public static partial void PeopleNotTold(this ILogger logger);

    [LoggerMessage(4008, LogLevel.Debug, "New threads of other nodes could not be read; trying again.")]
    public static partial void NewThreadsNotRead(this ILogger logger);

    [LoggerMessage(4010, LogLevel.Debug, "Whether user {User} still sees thread {Thread} could not be looked up; trying again.")]
    public static partial void DepartureNotChecked(this ILogger logger, long user, long thread);

    [LoggerMessage(4019, LogLevel.Error, "The content of file {FileId} is not in its folder.")]
    public static partial void FileWithoutContent(this ILogger logger, long fileId);

    [LoggerMessage(4017, LogLevel.Information, "{Loose} files that waited too long for a message are gone, and {Contents} contents that belonged to none.")]
    public static partial void FilesSwept(this ILogger logger, int loose, int contents);

    [LoggerMessage(4018, LogLevel.Warning, "The folder of files could not be swept; it is tried again later.")]
    public static partial void FilesNotSwept(this ILogger logger, Exception cause);
}
