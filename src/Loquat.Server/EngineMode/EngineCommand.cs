using System.CommandLine;
using Loquat.Server.Commands;
using Loquat.Server.Configuration;

namespace Loquat.Server.EngineMode;

/// <summary>`loquat engine`: runs the engine alone until it is told to stop.</summary>
internal static class EngineCommand
{
    private const string Name = "engine";

    private static readonly Option<string?> ConfigFile = new("--config", "-c")
    {
        Description = "Configuration with Centrifugo's keys, in JSON; CENTRIFUGO_* variables count more",
        HelpName = "FILE",
    };

    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = "Addresses that clients connect to [default: http://127.0.0.1:8000, or what http_server.address and .port say]",
        HelpName = "URLS",
    };

    /// <summary>
    /// The engine says nothing in anybody's language, and the data of all languages would be 3 MB of its memory. Only before anything else:
    /// <see href="https://learn.microsoft.com/dotnet/core/runtime-config/globalization">the switch</see> is read once, by the first that asks for a culture.
    /// </summary>
    public static void LeaveOutCultures(string[] arguments)
    {
        if (arguments is [Name, ..])
            AppContext.SetSwitch("System.Globalization.Invariant", true);
    }

    public static Command Create()
    {
        var command = new Command(Name, "Run the real-time engine alone, configured like Centrifugo") { ConfigFile, Urls };
        command.SetAction(RunAsync);
        return command;
    }

    /// <summary>`loquat config check --engine FILE`.</summary>
    public static int Check(string file)
    {
        var reading = SettingsReader.Read(file, SettingsReader.ProcessEnvironment());
        foreach (var warning in reading.Warnings)
            Console.Error.WriteLine($"loquat: warning: {warning}");
        if (CommandRun.Refuse(reading.Problems))
            return ExitCode.Failed;

        Console.WriteLine("The configuration is valid.");
        return ExitCode.Ok;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var reading = SettingsReader.Read(parsed.GetValue(ConfigFile), SettingsReader.ProcessEnvironment());
        if (CommandRun.Refuse(reading.Problems))
            return ExitCode.Failed;

        var given = parsed.GetValue(Urls);
        IReadOnlyList<ListenUrl> urls = [EngineListeners.UrlOf(reading.Settings.HttpServer)];
        if (given is not null && !(ListenUrl.TryParseAll(given, out urls) && urls.Count > 0))
        {
            Console.Error.WriteLine("loquat: --urls must be addresses like http://127.0.0.1:8000, separated by ';'.");
            return ExitCode.Usage;
        }

        await using var app = EngineServer.Build(reading.Settings, urls);
        Tell(app.Logger, reading);
        await app.RunAsync(cancellationToken);
        return ExitCode.Ok;
    }

    private static void Tell(ILogger logger, SettingsReading reading)
    {
        foreach (var warning in reading.Warnings)
            logger.ConfigurationWarning(warning);
        if (reading.Settings.Client.Insecure)
            logger.Insecure("client.insecure", "clients may do nearly everything without a token");
        if (reading.Settings.HttpApi.Insecure)
            logger.Insecure("http_api.insecure", "the server API asks for no key");
    }
}
