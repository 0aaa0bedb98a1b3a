using System.CommandLine;
using Loquat.Chat.Database;
using Loquat.Server.Configuration;
using Loquat.Server.Hosting;
using Microsoft.Extensions.Options;

namespace Loquat.Server.Commands;

/// <summary>Surrounds every command: reads the configuration before it, and turns whatever ends it into words and an exit code.</summary>
internal static class CommandRun
{
    public static async Task<int> ParseAsync(RootCommand root, string[] args)
    {
        try
        {
            var parsed = root.Parse(args);

            // The server stops by itself when it is told to; every other command may be cut short at once.
            var code = await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
            return parsed.Errors.Count > 0 ? ExitCode.Usage : code;
        }
        catch (Exception e)
        {
            return Fail(e);
        }
    }

    /// <summary>Runs a command that works on the database of this server, whether or not the server is running.</summary>
    public static void SetChatAction(this Command command, Func<ParseResult, IServiceProvider, CancellationToken, Task<int>> action) =>
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var configuration = new ConfigurationManager().AddLoquatSources(DataOption.Flags(parsed));
            if (Refuse(ConfigurationCheck.Problems(configuration)))
                return ExitCode.Failed;

            await using var services = OfflineServices.Build(configuration);
            await using var scope = services.CreateAsyncScope();
            return await action(parsed, scope.ServiceProvider, cancellationToken);
        });

    /// <summary>True if there are problems; each has then been told on the error output.</summary>
    public static bool Refuse(IReadOnlyList<string> problems)
    {
        foreach (var problem in problems)
            Console.Error.WriteLine($"loquat: {problem}");
        return problems.Count > 0;
    }

    private static int Fail(Exception e)
    {
        // What an operator can mend needs no stack; everything else is a bug, and its stack is what helps.
        var isExpected = e is OptionsValidationException or IOException or UnauthorizedAccessException or InvalidDataException or CannotServeException or UnfinishedCopyException || DatabaseFailure.Is(e);
        Console.Error.WriteLine($"loquat: {(isExpected ? e.GetBaseException().Message : e)}");
        return ExitCode.Failed;
    }
}
