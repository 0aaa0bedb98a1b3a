using System.CommandLine;
using Loquat.Server.Configuration;
using Loquat.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Commands;

/// <summary>`loquat config check|doc`: what an operator can set.</summary>
internal static class ConfigCommand
{
    public static Command Create() => new("config", "What can be configured") { Check(), Doc() };

    private static Command Check()
    {
        var command = new Command("check", "Say what is wrong with the configuration, without starting");
        command.SetAction(async parsed =>
        {
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
        var command = new Command("doc", "Print every key with its default and its meaning, as Markdown");
        command.SetAction(_ =>
        {
            Console.Out.Write(ConfigurationDoc.Write());
            return ExitCode.Ok;
        });
        return command;
    }
}
