using System.CommandLine;
using System.Globalization;
using Loquat.Chat.Maintenance;

namespace Loquat.Server.Commands;

/// <summary>`loquat db check`: whether the database is what it promises to be.</summary>
internal static class CheckCommand
{
    public static Command Create()
    {
        var command = new Command("check", "Compare the log with everything that is made of it; may run beside the server");
        command.SetChatAction(async (_, services, cancellationToken) =>
            Tell(await services.GetRequiredService<CheckDatabase>().ExecuteAsync(found => Console.WriteLine(found), cancellationToken)));
        return command;
    }

    /// <summary>The last line, whatever was found.</summary>
    public static int Tell(CheckDatabase.Summary summary)
    {
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{summary.Threads} threads, {summary.Events} events, {summary.Messages} messages: {summary.Findings} findings"));
        return summary.Findings == 0 ? ExitCode.Ok : ExitCode.Failed;
    }
}
