using System.CommandLine;
using Loquat.Server.Accounts;
using Loquat.Server.Configuration;
using Loquat.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Commands;

/// <summary>`loquat serve`: runs the server until it is told to stop.</summary>
internal static class ServeCommand
{
    private const string DemoFolder = "demo";
    private const string DataKey = "Loquat:Data";

    private static readonly Option<bool> Demo = new("--demo")
    {
        Description = "Try it out: john and bill with the password secret, on this machine only, in a folder of its own",
    };

    private static readonly Option<string?> Urls = new("--urls")
    {
        Description = "Addresses of the pages and the real-time connections [default: http://127.0.0.1:8080]",
        HelpName = "URLS",
    };

    private static readonly Option<string?> RealtimeUrls = new("--realtime-urls")
    {
        Description = "More addresses that serve real-time connections and nothing else",
        HelpName = "URLS",
    };

    private static readonly Option<string?> ProxyUrls = new("--proxy-urls")
    {
        Description = "Addresses on which a Centrifugo in front asks its questions",
        HelpName = "URLS",
    };

    public static Command Create()
    {
        var command = new Command("serve", "Run the server") { Demo, Urls, RealtimeUrls, ProxyUrls };
        command.SetAction(RunAsync);
        return command;
    }

    private static async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var mode = new ServeMode(parsed.GetValue(Demo));
        var configuration = new ConfigurationManager().AddLoquatSources(Flags(parsed));
        if (mode.IsDemo && parsed.GetValue(DataOption.Option) is null)
            ConfigurationSources.Set(configuration, DataKey, Path.Combine(configuration[DataKey] ?? new ServerOptions().Data, DemoFolder));
        if (CommandRun.Refuse(ConfigurationCheck.Problems(configuration)))
            return ExitCode.Failed;

        DemoRules.Check(mode, configuration["Loquat:Urls"], configuration["Loquat:RealtimeUrls"], configuration["Proxy:Urls"]);
        await using var app = ChatServer.Build(configuration, mode);
        var isOwnerless = await Preparation.PrepareAsync(app.Services, cancellationToken);
        Listeners.Warn(app.Services.GetRequiredService<IOptions<ServerOptions>>().Value, app.Logger);
        await app.StartAsync(cancellationToken);
        if (isOwnerless)
            TellSetupCode(app);
        await app.WaitForShutdownAsync(cancellationToken);
        return ExitCode.Ok;
    }

    private static IEnumerable<KeyValuePair<string, string?>> Flags(ParseResult parsed)
    {
        (Option<string?> Option, string Key)[] flags = [(Urls, "Loquat:Urls"), (RealtimeUrls, "Loquat:RealtimeUrls"), (ProxyUrls, "Proxy:Urls")];
        var given = from flag in flags
                    where parsed.GetValue(flag.Option) is not null
                    select new KeyValuePair<string, string?>(flag.Key, parsed.GetValue(flag.Option));
        return [.. DataOption.Flags(parsed), .. given];
    }

    /// <summary>On the console and nowhere else: a log is read by more people than the one who starts the server.</summary>
    private static void TellSetupCode(WebApplication app)
    {
        Console.WriteLine();
        Console.WriteLine("Nobody has an account yet. Create the owner's:");
        Console.WriteLine($"  {app.Urls.FirstOrDefault()}/setup");
        Console.WriteLine($"  one-time code: {app.Services.GetRequiredService<SetupCode>()}");
        Console.WriteLine();
    }
}
