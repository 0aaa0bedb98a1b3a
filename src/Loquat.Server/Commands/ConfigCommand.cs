using System.CommandLine;
using Loquat.Server.Configuration;
using Loquat.Server.EngineMode;
using Loquat.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Commands;

/// <summary>`loquat config check|doc`: what an operator can set.</summary>
internal static class ConfigCommand
{
    public static Command Create() => new("config", "What can be configured") { Check(), Doc() };

    private static Command Check()
    {
        var engine = new Option<string?>("--engine") { Description = "Check a file for `loquat engine` instead", HelpName = "FILE" };
        var command = new Command("check", "Say what is wrong with the configuration, without starting") { engine };
        command.SetAction(async parsed =>
        {
            if (parsed.GetValue(engine) is { } file)
                return EngineCommand.Check(file);

            var configuration = new ConfigurationManager().AddLoquatSources(DataOption.Flags(parsed));
            if (CommandRun.Refuse(ConfigurationCheck.Problems(configuration)))
                return ExitCode.Failed;

            await using var app = ChatServer.Build(configuration, new ServeMode(IsDemo: false));
            app.Services.GetService<IStartupValidator>()?.Validate();
            Console.WriteLine("The configuration is valid.");
            return ExitCode.Ok;
        });
        return command;
    }

    private static Command Doc()
    {
        var engine = new Option<bool>("--engine") { Description = "The keys of `loquat engine` instead" };
        var command = new Command("doc", "Print every key with its default and its meaning, as Markdown") { engine };
        command.SetAction(parsed =>
        {
            Console.Out.Write(parsed.GetValue(engine) ? SettingsDoc.Write() : ConfigurationDoc.Write());
            return ExitCode.Ok;
        });
        return command;
    }
}
