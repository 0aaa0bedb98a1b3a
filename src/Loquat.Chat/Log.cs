using Microsoft.Extensions.Logging;

namespace Loquat.Chat;

/// <summary>Every line the chat writes to the log. Ids, never names, texts or tokens.</summary>
internal static partial class LogLines
{
    [LoggerMessage(3000, LogLevel.Error, "The database cannot be written; changes are refused until it can")]
    public static partial void DatabaseUnavailable(this ILogger logger, Exception cause);

    [LoggerMessage(3001, LogLevel.Information, "The database can be written again")]
    public static partial void DatabaseAvailable(this ILogger logger);

    [LoggerMessage(3002, LogLevel.Warning, "A group of {Count} changes failed; they are tried one by one")]
    public static partial void GroupFailed(this ILogger logger, int count, Exception cause);

    [LoggerMessage(3003, LogLevel.Error, "A change to thread {ThreadId} failed")]
    public static partial void ChangeFailed(this ILogger logger, long threadId, Exception cause);

    [LoggerMessage(3004, LogLevel.Error, "An announcement on {Channel} failed")]
    public static partial void AnnouncementFailed(this ILogger logger, string channel, Exception cause);

    [LoggerMessage(3005, LogLevel.Warning, "The announcer is too slow for {Channel}: announcements are left out until it catches up")]
    public static partial void AnnouncerTooSlow(this ILogger logger, string channel);

    [LoggerMessage(3006, LogLevel.Debug, "The last use of {Count} sign-ins could not be noted")]
    public static partial void LastUseNotNoted(this ILogger logger, int count, Exception? exception);

    [LoggerMessage(3007, LogLevel.Information, "The database is at {Migration}, {Count} migrations were applied")]
    public static partial void Migrated(this ILogger logger, string migration, int count);

    [LoggerMessage(3008, LogLevel.Warning, "A migration that did not finish had left its lock; it was removed")]
    public static partial void MigrationLockRemoved(this ILogger logger);

    [LoggerMessage(3009, LogLevel.Warning, "The server stops with {Count} changes still waiting; they were refused")]
    public static partial void StoppedWithChangesWaiting(this ILogger logger, int count);

    [LoggerMessage(3010, LogLevel.Error, "The folder {Folder} is not the one with this database's files, which has the name {Name} in {Mark}: this node neither takes files nor deletes any")]
    public static partial void FolderIsAnother(this ILogger logger, string folder, string name, string mark);

    [LoggerMessage(3011, LogLevel.Information, "The folder {Folder} is the one with this database's files again")]
    public static partial void FolderIsBack(this ILogger logger, string folder);

    [LoggerMessage(3012, LogLevel.Warning, "The content of a file could not be deleted; it is tried again later")]
    public static partial void ContentNotDropped(this ILogger logger, Exception cause);
}
