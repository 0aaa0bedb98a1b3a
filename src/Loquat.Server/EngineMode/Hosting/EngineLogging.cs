using Microsoft.Extensions.Logging.Console;

namespace Loquat.Server.EngineMode;

/// <summary>What is written to the console: lines for people on a terminal, JSON for whatever reads it elsewhere.</summary>
internal static class EngineLogging
{
    public static void Configure(ILoggingBuilder logging, LogSettings settings)
    {
        var level = LevelOf(settings.Level);
        logging.SetMinimumLevel(level);
        // Nothing writes scopes. Kestrel has one for each connection, in a context that all who wait for it would hold.
        logging.Services.Configure<LoggerFilterOptions>(static filter => filter.CaptureScopes = false);
        if (level is LogLevel.Information)
        {
            // One line for each request would drown the rest. Where it listens is worth one.
            logging.AddFilter("Microsoft", LogLevel.Warning);
            logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        }
        if (Console.IsOutputRedirected)
            logging.AddJsonConsole(WriteTime);
        else
            logging.AddSimpleConsole(console => console.SingleLine = true);
    }

    public static LogLevel LevelOf(string level) => level switch
    {
        "trace" => LogLevel.Trace,
        "debug" => LogLevel.Debug,
        "warn" => LogLevel.Warning,
        "error" => LogLevel.Error,
        "fatal" => LogLevel.Critical,
        "none" => LogLevel.None,
        _ => LogLevel.Information,
    };

    private static void WriteTime(JsonConsoleFormatterOptions json)
    {
        json.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        json.UseUtcTimestamp = true;
    }
}
