namespace Loquat.Server.EngineMode;

/// <summary>What the engine alone logs: ids 4500 to 4599.</summary>
internal static partial class Log
{
    [LoggerMessage(4501, LogLevel.Warning, "{Warning}")]
    public static partial void ConfigurationWarning(this ILogger logger, string warning);

    [LoggerMessage(4502, LogLevel.Warning, "Unhealthy: a publication does not reach its subscriber")]
    public static partial void Unhealthy(this ILogger logger, Exception fault);

    [LoggerMessage(4503, LogLevel.Warning, "{Key} is on: {Meaning}. Not for production")]
    public static partial void Insecure(this ILogger logger, string key, string meaning);
}
